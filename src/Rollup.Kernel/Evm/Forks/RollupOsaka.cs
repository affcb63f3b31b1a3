namespace Rollup.Kernel.Evm.Forks;

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
