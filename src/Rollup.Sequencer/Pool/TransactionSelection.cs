using Rollup.Kernel.Primitives;

namespace Rollup.Sequencer.Pool;

/// <summary>
/// Transactions for one block: the highest effective tip first, older ones first among equals, a sender's always in nonce order. For each one that
/// is to be executed, <see cref="Advance"/> offers its sender's next; otherwise that sender is done for this block.
/// </summary>
public sealed class TransactionSelection
{
    private readonly Mempool _pool;
    private readonly PriorityQueue<PooledTransaction, (U256 Tip, long Id)> _offers = new(Comparer<(U256 Tip, long Id)>.Create(Compare));
    private readonly List<PooledTransaction> _taken = [];

    internal TransactionSelection(Mempool pool, U256 baseFee)
    {
        _pool = pool;
        BaseFee = baseFee;
    }

    /// <summary>The block's base fee.</summary>
    public U256 BaseFee { get; }

    /// <summary>What was taken so far.</summary>
    public IReadOnlyList<PooledTransaction> Taken => _taken;

    /// <summary>Takes the best transaction; false when there is none.</summary>
    public bool TryTake(out PooledTransaction transaction)
    {
        bool found = _pool.TryTake(this, out PooledTransaction? best);
        transaction = best!;
        if (found) _taken.Add(transaction);
        return found;
    }

    /// <summary>Says that a taken transaction will be executed, so that its sender's next may follow.</summary>
    public void Advance(PooledTransaction taken) => _pool.OfferNext(this, taken);

    internal void Enqueue(PooledTransaction transaction) => _offers.Enqueue(transaction, (transaction.EffectiveTip(BaseFee), transaction.Id));

    internal bool TryDequeue(out PooledTransaction? transaction) => _offers.TryDequeue(out transaction, out _);

    private static int Compare((U256 Tip, long Id) a, (U256 Tip, long Id) b)
    {
        int byTip = U256.Compare(b.Tip, a.Tip);
        return byTip != 0 ? byTip : a.Id.CompareTo(b.Id);
    }
}
