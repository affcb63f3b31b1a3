using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Logs;

namespace Rollup.Execution.Native;

/// <summary>
/// An EVM with its memory and room for a transaction's logs, outside of the managed heap: some 300 MB of addresses, of which the system
/// provides only the pages that executions touch. Used by one thread at a time; freed at the latest when nobody refers to it any more.
/// </summary>
public sealed unsafe partial class EvmMemory : SafeHandleZeroOrMinusOneIsInvalid
{
    private const nuint PageSize = 4096;
    private const int DontNeed = 4; // Linux' MADV_DONTNEED: the pages are given back, and read as zeros when they are touched again.

    private readonly nuint _machineSize;
    private readonly int _logSize;
    private EvmMachine _machine;

    /// <summary>Reserves what every transaction of at most 2^24 gas (EIP-7825) fits in.</summary>
    public EvmMemory()
        : this(EvmMachine.MinimumBufferSize, EvmLimits.LogBufferSize)
    {
    }

    /// <summary>Reserves <paramref name="machineSize"/> bytes for the EVM and <paramref name="logSize"/> for logs. The machine's seed is random.</summary>
    public EvmMemory(nuint machineSize, int logSize)
        : base(ownsHandle: true)
    {
        _machineSize = machineSize;
        _logSize = logSize;
        SetHandle((nint)NativeMemory.AlignedAlloc(machineSize + (nuint)logSize, PageSize));
        ulong seed = 0;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<ulong>(ref seed)));
        _machine = new EvmMachine((byte*)handle, machineSize) { Seed = seed };
    }

    /// <summary>The machine.</summary>
    public ref EvmMachine Machine => ref _machine;

    /// <summary>An empty log buffer, always over the same bytes.</summary>
    public LogBuffer NewLogBuffer() => new(new Span<byte>((byte*)handle + _machineSize, _logSize));

    /// <summary>Gives the touched pages back to the system, where it can be told. Nothing may be executing.</summary>
    public void Trim()
    {
        if (OperatingSystem.IsLinux())
            _ = Advise((void*)handle, _machineSize + (nuint)_logSize, DontNeed);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
