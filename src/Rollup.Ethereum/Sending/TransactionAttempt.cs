namespace Rollup.Ethereum.Sending;

/// <summary>One signed form of a transaction.</summary>
public sealed record TransactionAttempt(SignedTransaction Signed, TransactionFees Fees, DateTimeOffset CreatedAt);
