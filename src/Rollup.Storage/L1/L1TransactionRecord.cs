using Rollup.Kernel.Primitives;

namespace Rollup.Storage.L1;

/// <summary>A recorded L1 transaction with all its signed forms, the newest last.</summary>
public sealed record L1TransactionRecord(
    long Id,
    string Purpose,
    Address Sender,
    ulong Nonce,
    Address Recipient,
    byte[] Calldata,
    ulong GasLimit,
    L1TransactionStatus Status,
    ulong? BlockNumber,
    Hash256? BlockHash,
    string? Error,
    IReadOnlyList<L1TransactionAttempt> Attempts);

/// <summary>
/// Where one of the operator's L1 transactions is. The numbers are stored.
/// <code>
/// (recorded) ──▶ Pending ──receipt──▶ Mined ──depth──▶ Confirmed
///                 │  │ ▲                │
///                 │  │ └─────reorg──────┘
///                 │  └──mined, but reverted──▶ Reverted
///                 └──nonce used by another transaction, or unreachable──▶ Displaced
/// </code>
/// Pending and Mined transactions are live: they are tracked, and block another one for the same purpose.
/// </summary>
public enum L1TransactionStatus : short
{
    /// <summary>Recorded and broadcast (again, if need be); not on the chain.</summary>
    Pending = 0,

    /// <summary>Succeeded in a block that may still be reorganised away.</summary>
    Mined = 1,

    /// <summary>Succeeded, as deep in the chain as was asked for.</summary>
    Confirmed = 2,

    /// <summary>Used its nonce and gas for nothing.</summary>
    Reverted = 3,

    /// <summary>Cannot be mined any more (or not at its nonce): what it was for has to be planned again.</summary>
    Displaced = 4,
}

/// <summary>One signed form of a transaction.</summary>
public sealed record L1TransactionAttempt(SignedL1Transaction Signed, TransactionFees Fees, DateTimeOffset CreatedAt);

/// <summary>What an EIP-1559 transaction offers, in wei per gas.</summary>
public readonly record struct TransactionFees(ulong MaxFeePerGas, ulong MaxPriorityFeePerGas);

/// <summary>A transaction in its broadcast form, with its hash.</summary>
public sealed record SignedL1Transaction(byte[] Raw, Hash256 Hash);

/// <summary>The call that a recorded transaction makes, under its nonce.</summary>
public sealed record L1TransactionContent(ulong Nonce, Address Recipient, ReadOnlyMemory<byte> Calldata, ulong GasLimit);
