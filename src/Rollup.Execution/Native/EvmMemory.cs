using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm;

namespace Rollup.Execution.Native;

/// <summary>
/// An EVM with its memory and room for a transaction's logs, outside of the managed heap: some 300 MB of addresses, of which the system
/// provides only the pages that executions touch. Used by one thread at a time; freed at the latest when nobody refers to it any more.
/// </summary>
public sealed unsafe class EvmMemory : SafeHandleZeroOrMinusOneIsInvalid
{
    private const nuint PageSize = 4096;

    private EvmMachine _machine;

    /// <summary>Reserves the memory. The machine's seed is random.</summary>
    public EvmMemory()
        : base(ownsHandle: true)
    {
        SetHandle((nint)NativeMemory.AlignedAlloc(EvmMachine.MinimumBufferSize + EvmLimits.LogBufferSize, PageSize));
        ulong seed = 0;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<ulong>(ref seed)));
        _machine = new EvmMachine((byte*)handle, EvmMachine.MinimumBufferSize) { Seed = seed };
    }

    /// <summary>The machine.</summary>
    public ref EvmMachine Machine => ref _machine;

    /// <summary>A log buffer that no transaction of at most 2^24 gas overflows, always over the same bytes.</summary>
    public LogBuffer NewLogBuffer() => new(new Span<byte>((byte*)handle + EvmMachine.MinimumBufferSize, EvmLimits.LogBufferSize));

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
