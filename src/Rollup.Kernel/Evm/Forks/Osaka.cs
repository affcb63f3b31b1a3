namespace Rollup.Kernel.Evm.Forks;

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
