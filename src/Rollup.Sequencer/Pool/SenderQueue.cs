using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Sequencer.Pool;

/// <summary>One sender's transactions by nonce, against the account as of the latest block.</summary>
internal sealed class SenderQueue
{
    private readonly SortedList<ulong, PooledTransaction> _byNonce = [];

    /// <summary>The account's nonce.</summary>
    public ulong AccountNonce { get; private set; }

    /// <summary>The account's balance.</summary>
    public U256 Balance { get; private set; }

    /// <summary>
    /// Whether the account has delegated to code (EIP-7702), by which anybody may be able to spend its balance and so make all of its transactions
    /// impossible at once.
    /// </summary>
    public bool IsDelegated { get; private set; }

    /// <summary>What all transactions together can take. It never overflows: a balance has covered it when they were added.</summary>
    public U256 TotalCost { get; private set; }

    /// <summary>How many there are.</summary>
    public int Count => _byNonce.Count;

    /// <summary>In order of nonce.</summary>
    public IList<PooledTransaction> Transactions => _byNonce.Values;

    /// <summary>The one with the highest nonce; the queue is not empty.</summary>
    public PooledTransaction Last => _byNonce.GetValueAtIndex(_byNonce.Count - 1);

    /// <summary>Takes over what the state says of the account. No sender has other code than a delegation (EIP-3607).</summary>
    public void Follow(in AccountState account)
    {
        AccountNonce = account.Nonce;
        Balance = account.Balance;
        IsDelegated = account.HasCode;
    }

    /// <summary>The transaction with this nonce, if there is one.</summary>
    public PooledTransaction? Find(ulong nonce) => _byNonce.GetValueOrDefault(nonce);

    /// <summary>Adds a transaction whose nonce is free, and whose cost together with the others the balance covers.</summary>
    public void Add(PooledTransaction transaction)
    {
        _byNonce.Add(transaction.Nonce, transaction);
        TotalCost += transaction.Cost;
    }

    /// <summary>Removes a transaction of this queue.</summary>
    public void Remove(PooledTransaction transaction)
    {
        _ = _byNonce.Remove(transaction.Nonce);
        TotalCost -= transaction.Cost;
    }

    /// <summary>The cost of all with <paramref name="added"/> in place of <paramref name="replaced"/>; the largest number if it overflows.</summary>
    public U256 CostWith(PooledTransaction added, PooledTransaction? replaced)
    {
        U256 others = replaced is null ? TotalCost : TotalCost - replaced.Cost;
        return U256.AddOverflows(others, added.Cost, out U256 sum) ? U256.MaxValue : sum;
    }

    /// <summary>The nonce after the transactions without a gap from the account's nonce on.</summary>
    public ulong NextNonce()
    {
        ulong next = AccountNonce;
        foreach (ulong nonce in _byNonce.Keys)
        {
            if (nonce == next) next++;
            else if (nonce > next) break;
        }

        return next;
    }
}
