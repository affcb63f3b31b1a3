namespace Rollup.Kernel.Evm.Forks;

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
