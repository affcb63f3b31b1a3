namespace Rollup.Storage;

/// <summary>A transaction and what became of it: pending if it has neither an inclusion nor a removal.</summary>
/// <param name="Row">The transaction as accepted.</param>
/// <param name="Inclusion">The block that holds it, if any.</param>
/// <param name="Removal">Why it left the pool otherwise, if it did.</param>
public sealed record StoredTransaction(TransactionRow Row, TransactionInclusion? Inclusion, RemovalRow? Removal);
