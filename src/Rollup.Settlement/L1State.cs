using Rollup.Ethereum.Chain;
using Rollup.Kernel.Primitives;

namespace Rollup.Settlement;

/// <summary>What L1 knows of the rollup, all as of the block <paramref name="Head"/>.</summary>
/// <param name="Head">The newest L1 block.</param>
/// <param name="FinalBlock">The number of the newest L1 block that L1 has finalised; 0 if none.</param>
/// <param name="CommittedBatch">The last committed batch.</param>
/// <param name="CommittedHash">The hash of that batch.</param>
/// <param name="SafeBatch">The last batch whose commit is as deep as was asked for.</param>
/// <param name="FinalizedBatch">The last batch proven in a final L1 block.</param>
public sealed record L1State(L1Block Head, ulong FinalBlock, ulong CommittedBatch, Hash256 CommittedHash, ulong SafeBatch, ulong FinalizedBatch);
