namespace Rollup.Node.Configuration;

/// <summary>When batches are sealed: whatever comes first.</summary>
public sealed record BatchOptions
{
    /// <summary>Seconds since the batch's first block.</summary>
    public int MaxAgeSeconds { get; init; } = 60;

    /// <summary>Blocks in a batch.</summary>
    public int MaxBlocks { get; init; } = 1000;

    /// <summary>Transactions in a batch.</summary>
    public int MaxTransactions { get; init; } = 20_000;
}
