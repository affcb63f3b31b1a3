using Rollup.Kernel.Primitives;

namespace Rollup.Ethereum.Chain;

/// <summary>A transaction as the node knows it; the block is null while it is pending, the recipient when it creates a contract.</summary>
public sealed record L1Transaction(
    Hash256 Hash,
    Address From,
    Address? To,
    ulong Nonce,
    byte[] Input,
    ulong? BlockNumber,
    Hash256? BlockHash);
