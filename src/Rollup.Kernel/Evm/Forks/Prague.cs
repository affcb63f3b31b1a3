namespace Rollup.Kernel.Evm.Forks;

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
