namespace Rollup.Kernel.Evm.Rules;

/// <summary>Limits of the machine that are not gas.</summary>
public static class EvmLimits
{
    /// <summary>The deepest nesting of calls (Yellow Paper, 8).</summary>
    public const int CallDepth = 1024;

    /// <summary>The longest code that may be stored (EIP-170).</summary>
    public const int CodeSize = 24_576;

    /// <summary>The longest init code (EIP-3860).</summary>
    public const int InitCodeSize = 2 * CodeSize;

    /// <summary>The highest offset that memory can be asked for; gas ends long before.</summary>
    public const ulong MemoryEnd = 1UL << 32;

    /// <summary>
    /// Bytes of a <see cref="Logs.LogBuffer"/> that no transaction of at most 2^24 gas (EIP-7825) overflows: each byte costs at least 8 gas, that
    /// of data exactly so, those of heads and topics because LOG charges 375 gas for 25 and 32 of them, the messenger's because it charges more.
    /// </summary>
    public const int LogBufferSize = (1 << 24) / 8;
}
