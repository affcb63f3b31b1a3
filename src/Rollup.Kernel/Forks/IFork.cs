namespace Rollup.Kernel.Forks;

/// <summary>
/// The rules of a hard fork, as constants of a type parameter: the JIT folds every branch on them away. Each member names the first
/// fork that has the rule; a later fork has all rules of the earlier ones. The oldest fork that is supported is Cancun.
/// </summary>
public interface IFork
{
    /// <summary>EIP-2537 (BLS12-381), EIP-7623 (calldata floor), EIP-7702 (set-code transactions), EIP-7691 (blob schedule).</summary>
    static abstract bool IsPrague { get; }

    /// <summary>EIP-7825 (gas cap), EIP-7823 and EIP-7883 (MODEXP), EIP-7939 (CLZ), EIP-7951 (P-256), EIP-7918 (blob base fee).</summary>
    static abstract bool IsOsaka { get; }

    /// <summary>
    /// What the rollup adds to Ethereum's rules: calls of the messenger are answered natively, what a transaction may put on L1 is limited, and
    /// nothing can refer to blobs. False for every official fork.
    /// </summary>
    static abstract bool IsRollup { get; }
}

/// <summary>March 2024.</summary>
public readonly struct Cancun : IFork
{
    /// <inheritdoc/>
    public static bool IsPrague => false;

    /// <inheritdoc/>
    public static bool IsOsaka => false;

    /// <inheritdoc/>
    public static bool IsRollup => false;
}

/// <summary>May 2025.</summary>
public readonly struct Prague : IFork
{
    /// <inheritdoc/>
    public static bool IsPrague => true;

    /// <inheritdoc/>
    public static bool IsOsaka => false;

    /// <inheritdoc/>
    public static bool IsRollup => false;
}

/// <summary>December 2025.</summary>
public readonly struct Osaka : IFork
{
    /// <inheritdoc/>
    public static bool IsPrague => true;

    /// <inheritdoc/>
    public static bool IsOsaka => true;

    /// <inheritdoc/>
    public static bool IsRollup => false;
}

/// <summary>The rules that the chain runs: Osaka's and the rollup's own.</summary>
public readonly struct RollupOsaka : IFork
{
    /// <inheritdoc/>
    public static bool IsPrague => true;

    /// <inheritdoc/>
    public static bool IsOsaka => true;

    /// <inheritdoc/>
    public static bool IsRollup => true;
}
