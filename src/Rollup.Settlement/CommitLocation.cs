using Rollup.Kernel.Primitives;

namespace Rollup.Settlement;

/// <summary>The L1 transaction that committed a batch, and its block.</summary>
public sealed record CommitLocation(ulong Batch, Hash256 TransactionHash, ulong BlockNumber, Hash256 BlockHash);
