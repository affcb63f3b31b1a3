using Rollup.Storage;

namespace Rollup.Sequencer;

/// <summary>A transaction that left the pool other than into a block, with the record of it.</summary>
/// <param name="Transaction">The transaction.</param>
/// <param name="Row">What is stored.</param>
public sealed record PoolRemoval(PooledTransaction Transaction, RemovalRow Row);
