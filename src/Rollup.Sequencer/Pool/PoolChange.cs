using Rollup.Storage.Transactions;

namespace Rollup.Sequencer.Pool;

/// <summary>What an operation did to the pool, to be stored and then confirmed with <see cref="Mempool.Confirm"/>.</summary>
public sealed class PoolChange
{
    /// <summary>Transactions that came in.</summary>
    public List<PooledTransaction> Accepted { get; } = [];

    /// <summary>Transactions that went out.</summary>
    public List<PoolRemoval> Removed { get; } = [];

    /// <summary>Whether there is nothing to store.</summary>
    public bool IsEmpty => Accepted.Count == 0 && Removed.Count == 0;
}

/// <summary>A transaction that left the pool other than into a block, with the record of it.</summary>
/// <param name="Transaction">The transaction.</param>
/// <param name="Row">What is stored.</param>
public sealed record PoolRemoval(PooledTransaction Transaction, RemovalRow Row);
