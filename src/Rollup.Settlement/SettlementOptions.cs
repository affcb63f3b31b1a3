namespace Rollup.Settlement;

/// <summary>How the settler behaves.</summary>
public sealed record SettlementOptions
{
    /// <summary>How often it looks at L1 and at the ledger.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait between two looks while L1 or the database is away.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A batch is safe when the block of its commit and those on top of it are this many.</summary>
    public ulong SafeDepth { get; init; } = 1;

    /// <summary>How many commits may wait for L1 at once.</summary>
    public ulong MaxInFlight { get; init; } = 4;

    /// <summary>A commit that used its gas for nothing is not repeated sooner.</summary>
    public TimeSpan RetryAfterRevert { get; init; } = TimeSpan.FromMinutes(1);
}
