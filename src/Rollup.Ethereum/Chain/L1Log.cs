using Rollup.Kernel.Primitives;

namespace Rollup.Ethereum.Chain;

/// <summary>A log with its place on L1. <paramref name="Topics"/> holds the event's signature hash first.</summary>
public sealed record L1Log(
    Address Address,
    IReadOnlyList<Hash256> Topics,
    byte[] Data,
    ulong BlockNumber,
    Hash256 BlockHash,
    Hash256 TransactionHash,
    ulong LogIndex);
