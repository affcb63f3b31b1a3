using Rollup.Kernel.Primitives;

namespace Rollup.Storage;

/// <summary>An accepted transaction as it is written on arrival.</summary>
/// <param name="Id">Order of arrival; unique.</param>
/// <param name="Hash">Keccak of <paramref name="Raw"/>.</param>
/// <param name="Sender">The recovered signer; for an L1 queue item its (aliased) origin.</param>
/// <param name="Raw">The signed transaction as submitted (typed envelope or legacy RLP), or the encoded L1 queue item.</param>
/// <param name="ReceivedAt">When it was accepted; the age for expiry counts from here.</param>
public sealed record TransactionRow(long Id, Hash256 Hash, Address Sender, ReadOnlyMemory<byte> Raw, DateTimeOffset ReceivedAt);
