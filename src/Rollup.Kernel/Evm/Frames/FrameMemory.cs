using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Frames;

/// <summary>A frame's memory: byte-addressed, growing in words, paid as it grows (Yellow Paper, appendix H.1).</summary>
internal static unsafe class FrameMemory
{
    /// <summary>
    /// Makes <paramref name="length"/> bytes at <paramref name="offset"/> part of the memory and charges for the growth. Length 0
    /// asks for nothing, wherever it is. On success <paramref name="start"/> points to the bytes.
    /// </summary>
    public static Step Reserve(ref EvmMachine machine, Frame* frame, in U256 offset, in U256 length, out byte* start)
    {
        start = frame->Memory;
        if (length.IsZero)
            return Step.Continue;
        if (!offset.IsUInt64 || !length.IsUInt64 || offset.L0 > EvmLimits.MemoryEnd || length.L0 > EvmLimits.MemoryEnd)
            return Step.OutOfGas;
        start += offset.L0;
        ulong end = offset.L0 + length.L0;
        return end <= frame->MemorySize ? Step.Continue : Grow(ref machine, frame, end);
    }

    private static Step Grow(ref EvmMachine machine, Frame* frame, ulong end)
    {
        long words = GasCost.Words(end);
        long total = (GasCost.MemoryWord * words) + (words * words / GasCost.MemoryQuadraticDivisor);
        frame->Gas -= total - frame->MemoryGas;
        if (frame->Gas < 0)
            return Step.OutOfGas;
        ulong size = (ulong)words * U256.Size;
        if (size > (ulong)(machine.MemoriesEnd - frame->Memory))
        {
            machine.Journal.Fault = EvmFault.MemoryExhausted;
            return Step.Fault;
        }

        // A memory of 2^31 bytes costs more than 2^43 gas, so the length fits an int wherever gas is below that; the region's end guards the rest.
        new Span<byte>(frame->Memory + frame->MemorySize, (int)(size - frame->MemorySize)).Clear();
        frame->MemorySize = size;
        frame->MemoryGas = total;
        return Step.Continue;
    }

    /// <summary>Charges <paramref name="perWord"/> for each word of <paramref name="length"/> bytes.</summary>
    public static bool TryChargeWords(Frame* frame, in U256 length, long perWord)
    {
        if (!length.IsUInt64 || length.L0 > EvmLimits.MemoryEnd)
            return false;
        frame->Gas -= perWord * GasCost.Words(length.L0);
        return frame->Gas >= 0;
    }

    /// <summary>Copies from <paramref name="source"/> at <paramref name="offset"/>; what lies past its end reads as zeros.</summary>
    public static void CopyPadded(ReadOnlySpan<byte> source, in U256 offset, Span<byte> destination)
    {
        int from = offset.IsUInt64 && offset.L0 < (ulong)source.Length ? (int)offset.L0 : source.Length;
        int count = Math.Min(source.Length - from, destination.Length);
        source.Slice(from, count).CopyTo(destination);
        destination[count..].Clear();
    }
}
