using Rollup.Kernel.Blocks;
using Rollup.Kernel.Primitives;

namespace Rollup.Sequencer;

/// <summary>A block of the open batch, as the witness will need it.</summary>
/// <param name="Header">The header.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Transactions">The encoded transactions in order, L1 queue items first.</param>
internal sealed record BatchBlock(BlockHeader Header, Hash256 Hash, IReadOnlyList<ReadOnlyMemory<byte>> Transactions);
