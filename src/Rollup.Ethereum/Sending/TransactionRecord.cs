using Rollup.Kernel.Primitives;

namespace Rollup.Ethereum.Sending;

/// <summary>A recorded L1 transaction with all its signed forms, the newest last.</summary>
public sealed record TransactionRecord(
    long Id,
    string Purpose,
    Address Sender,
    ulong Nonce,
    Address Recipient,
    byte[] Calldata,
    ulong GasLimit,
    TransactionStatus Status,
    ulong? BlockNumber,
    Hash256? BlockHash,
    string? Error,
    IReadOnlyList<TransactionAttempt> Attempts);
