using Rollup.Kernel.Primitives;

namespace Rollup.Ethereum.Chain;

/// <summary>What this project needs of an L1 block header. Times are seconds since 1970; fees are wei per gas.</summary>
public sealed record L1Block(ulong Number, Hash256 Hash, Hash256 ParentHash, ulong Timestamp, ulong BaseFee);

/// <summary>A log with its place on L1. <paramref name="Topics"/> holds the event's signature hash first.</summary>
public sealed record L1Log(
    Address Address,
    IReadOnlyList<Hash256> Topics,
    byte[] Data,
    ulong BlockNumber,
    Hash256 BlockHash,
    Hash256 TransactionHash,
    ulong LogIndex);

/// <summary>The outcome of a mined transaction. <paramref name="EffectiveGasPrice"/> is wei per gas.</summary>
public sealed record L1Receipt(
    Hash256 TransactionHash,
    ulong BlockNumber,
    Hash256 BlockHash,
    bool Succeeded,
    ulong GasUsed,
    U256 EffectiveGasPrice);

/// <summary>A transaction as the node knows it; the block is null while it is pending, the recipient when it creates a contract.</summary>
public sealed record L1Transaction(
    Hash256 Hash,
    Address From,
    Address? To,
    ulong Nonce,
    byte[] Input,
    ulong? BlockNumber,
    Hash256? BlockHash);

/// <summary>
/// eth_feeHistory over some blocks, in wei per gas. <paramref name="BaseFees"/> has one entry per block, oldest first, and one more
/// for the next block; <paramref name="Rewards"/> has the requested percentile of the tips paid in each block.
/// </summary>
public sealed record FeeHistory(IReadOnlyList<ulong> BaseFees, IReadOnlyList<ulong> Rewards);

/// <summary>Logs of one contract whose first topic is one of <paramref name="Events"/>.</summary>
public sealed record L1LogFilter(Address Address, params IReadOnlyList<Hash256> Events);

/// <summary>A call to simulate; without a sender it comes from the zero address.</summary>
public sealed record L1Call(Address To, ReadOnlyMemory<byte> Data, Address? From = null);
