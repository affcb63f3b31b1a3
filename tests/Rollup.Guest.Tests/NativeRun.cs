using System.Runtime.InteropServices;
using Rollup.Guest.Platform;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Host;

namespace Rollup.Guest.Tests;

/// <summary>The transition on the host, in memory of the sizes that the machine gives it, of which only what is touched exists.</summary>
internal sealed unsafe class NativeRun : IDisposable
{
    private readonly void* _arena = NativeMemory.AlignedAlloc((nuint)MemoryMap.ArenaSize, 64);
    private readonly void* _evm = NativeMemory.AlignedAlloc((nuint)MemoryMap.EvmBufferSize, 64);

    /// <summary>What the program would leave: the words of its output, or the code of its failure.</summary>
    public (string Words, long Code) Run(ReadOnlySpan<byte> witness)
    {
        var host = default(SoftwareHost);
        var machine = new EvmMachine((byte*)_evm, (nuint)MemoryMap.EvmBufferSize);
        var arena = new Span<byte>(_arena, (int)MemoryMap.ArenaSize);
        BatchResult result = BatchTransition.Run(ref host, ref machine, witness, arena, out BatchOutput output);
        if (!result.IsSuccess)
            return ("", FailureCode.Of(in result));
        byte[] words = new byte[PublicInput.Size];
        output.PublicInput.WriteTo(words);
        return (Convert.ToHexStringLower(words), 0);
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_arena);
        NativeMemory.AlignedFree(_evm);
    }
}
