namespace Rollup.Sequencer;

/// <summary>New transactions in the pool.</summary>
/// <param name="transactions">In order of their acceptance.</param>
public sealed class TransactionsAcceptedEventArgs(IReadOnlyList<PooledTransaction> transactions) : EventArgs
{
    /// <summary>The transactions.</summary>
    public IReadOnlyList<PooledTransaction> Transactions { get; } = transactions;
}
