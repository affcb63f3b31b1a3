using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Rollup.Guest.Platform;
using Rollup.Kernel.Batches;

namespace Rollup.Guest;

/// <summary>What goes into a run of <see cref="BatchProgram"/>, and what comes out, for those who run it on the machine.</summary>
public static class BatchRun
{
    /// <summary>Longer witnesses do not fit the input's place in memory.</summary>
    public const long MaxWitnessBytes = (long)MemoryMap.MaxWitnessSize;

    /// <summary>The free input: the witness's length, no hint words, the witness in whole words.</summary>
    public static byte[] InputOf(ReadOnlySpan<byte> witness)
    {
        byte[] input = new byte[(2 * sizeof(ulong)) + ((witness.Length + 7) & ~7)];
        BinaryPrimitives.WriteUInt64LittleEndian(input, (ulong)witness.Length);
        witness.CopyTo(input.AsSpan(2 * sizeof(ulong)));
        return input;
    }

    /// <summary>What a finished run has proven, from the words that it leaves, the fixed word first.</summary>
    public static PublicInput OutputOf(ReadOnlySpan<ulong> words) => PublicInput.Read(MemoryMarshal.AsBytes(words)[sizeof(ulong)..]);
}
