using Rollup.Kernel.Primitives;

namespace Rollup.Storage;

/// <summary>One event log.</summary>
/// <param name="BlockNumber">The block.</param>
/// <param name="LogIndex">Position among the block's logs.</param>
/// <param name="TransactionPosition">Position of the transaction within the block.</param>
/// <param name="Address">The emitting contract.</param>
/// <param name="Topics">At most four.</param>
/// <param name="Data">The unindexed part.</param>
public sealed record LogRow(ulong BlockNumber, int LogIndex, int TransactionPosition, Address Address, IReadOnlyList<Hash256> Topics, ReadOnlyMemory<byte> Data);
