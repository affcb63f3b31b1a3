namespace Rollup.Storage;

/// <summary>Records that a transaction left the pool.</summary>
/// <param name="TransactionId">The transaction.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">What an operator or the sender should know, for instance the replacing transaction's hash.</param>
/// <param name="RemovedAt">When.</param>
public sealed record RemovalRow(long TransactionId, RemovalReason Reason, string Detail, DateTimeOffset RemovedAt);
