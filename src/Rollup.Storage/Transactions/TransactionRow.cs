using Rollup.Kernel.Primitives;

namespace Rollup.Storage.Transactions;

/// <summary>An accepted transaction as it is written on arrival.</summary>
/// <param name="Id">Order of arrival; unique.</param>
/// <param name="Hash">Keccak of <paramref name="Raw"/>.</param>
/// <param name="Sender">The recovered signer; for an L1 queue item its (aliased) origin.</param>
/// <param name="Raw">The signed transaction as submitted (typed envelope or legacy RLP), or the encoded L1 queue item.</param>
/// <param name="ReceivedAt">When it was accepted; the age for expiry counts from here.</param>
public sealed record TransactionRow(long Id, Hash256 Hash, Address Sender, ReadOnlyMemory<byte> Raw, DateTimeOffset ReceivedAt);

/// <summary>Records that a transaction left the pool.</summary>
/// <param name="TransactionId">The transaction.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">What an operator or the sender should know, for instance the replacing transaction's hash.</param>
/// <param name="RemovedAt">When.</param>
public sealed record RemovalRow(long TransactionId, RemovalReason Reason, string Detail, DateTimeOffset RemovedAt);

/// <summary>Why an accepted transaction left the pool other than into a block. The values are stored; they must not change.</summary>
public enum RemovalReason : short
{
    /// <summary>A transaction of the same sender and nonce with higher fees took its place.</summary>
    Replaced = 1,

    /// <summary>The pool was full and its fee was the lowest.</summary>
    Evicted = 2,

    /// <summary>It waited longer than the pool keeps a transaction.</summary>
    Expired = 3,

    /// <summary>Its nonce was used by another transaction.</summary>
    NonceUsed = 4,

    /// <summary>The sender can no longer pay for it.</summary>
    Underfunded = 5,

    /// <summary>It turned out invalid when its turn came to be executed.</summary>
    Invalid = 6,

    /// <summary>Its batch was rolled back and it could not return to the pool (an L1 queue item that L1 no longer holds).</summary>
    RolledBack = 7,

    /// <summary>The same transaction was stored twice: its submission was interrupted before it was acknowledged, and repeated.</summary>
    Duplicate = 8,
}
