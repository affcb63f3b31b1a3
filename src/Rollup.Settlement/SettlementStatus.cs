namespace Rollup.Settlement;

/// <summary>What the settler saw last. Batches and blocks are numbers on L2; <paramref name="L1Block"/> is one on L1.</summary>
/// <param name="L1Block">The newest L1 block at that time.</param>
/// <param name="CommittedBatch">The last batch committed in it.</param>
/// <param name="SafeBatch">The last batch committed deep enough.</param>
/// <param name="SafeBlock">The last block of that batch.</param>
/// <param name="FinalizedBatch">The last batch proven in a final L1 block.</param>
/// <param name="FinalizedBlock">The last block of that batch.</param>
/// <param name="Problem">Why settlement does not move on; null when all is well.</param>
/// <param name="UpdatedAt">When that was.</param>
public sealed record SettlementStatus(
    ulong L1Block,
    ulong CommittedBatch,
    ulong SafeBatch,
    ulong SafeBlock,
    ulong FinalizedBatch,
    ulong FinalizedBlock,
    string? Problem,
    DateTimeOffset UpdatedAt);
