namespace Rollup.Sequencer;

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
