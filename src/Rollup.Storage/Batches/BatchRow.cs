using Rollup.Kernel.Primitives;

namespace Rollup.Storage;

/// <summary>A sealed batch without its large parts.</summary>
/// <param name="Number">Number; 0 is the genesis batch.</param>
/// <param name="Hash">Keccak of <paramref name="Header"/>.</param>
/// <param name="Header">ABI encoding of the batch header.</param>
/// <param name="FirstBlock">First block.</param>
/// <param name="LastBlock">Last block, inclusive.</param>
/// <param name="MessageLeaves">Leaves of the batch's L2→L1 messages in order, 32 bytes each.</param>
/// <param name="SealedAt">When it was sealed.</param>
public sealed record BatchRow(ulong Number, Hash256 Hash, ReadOnlyMemory<byte> Header, ulong FirstBlock, ulong LastBlock, ReadOnlyMemory<byte> MessageLeaves, DateTimeOffset SealedAt);
