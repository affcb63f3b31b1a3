using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.State;
using Rollup.Storage.Transactions;
using Rollup.Storage;

namespace Rollup.Sequencer.Pool;

/// <summary>
/// Accepted transactions that no block holds yet. Per sender they are ordered by nonce; a sender's transactions without a gap from the account's
/// nonce on can be executed. Safe for any number of threads.
/// </summary>
/// <remarks>
/// Invariants: a sender has at most one transaction per nonce and a balance that covers them all; one that has delegated to code only gets its next
/// nonce in, because others may be able to spend its balance; the limits of <see cref="MempoolOptions"/> hold;
/// a transaction leaves into a block or with a <see cref="PoolRemoval"/>; none can be taken for a block before it is durable.
/// </remarks>
public sealed class Mempool
{
    private const ulong ReplacementPercent = 110;

    private readonly MempoolOptions _options;
    private readonly IStateReader _state;
    private readonly U256 _minimumBaseFee;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<Address, SenderQueue> _senders = [];
    private readonly Dictionary<Hash256, PooledTransaction> _byHash = [];
    private readonly LinkedList<PooledTransaction> _arrivals = [];
    private readonly SortedSet<PooledTransaction> _evictable;
    private long _nextId;
    private ulong _gas;
    private long _bytes;

    /// <param name="options">Limits.</param>
    /// <param name="state">The latest state.</param>
    /// <param name="minimumBaseFee">The floor of the base fee; transactions are ranked for eviction by their tip at it.</param>
    /// <param name="nextId">The id of the next accepted transaction.</param>
    /// <param name="time">Clock.</param>
    public Mempool(MempoolOptions options, IStateReader state, U256 minimumBaseFee, long nextId, TimeProvider time)
    {
        _options = options;
        _state = state;
        _minimumBaseFee = minimumBaseFee;
        _nextId = nextId;
        _time = time;
        _evictable = new SortedSet<PooledTransaction>(Comparer<PooledTransaction>.Create(CompareForEviction));
    }

    /// <summary>How many transactions there are.</summary>
    public int Count
    {
        get { lock (_lock) return _byHash.Count; }
    }

    /// <summary>No transaction with a smaller id is in the pool, or out of it without a durable reason: where a restart begins to read.</summary>
    public long PendingFloor
    {
        get { lock (_lock) return _arrivals.First?.Value.Id ?? _nextId; }
    }

    /// <summary>An id in the order of acceptance for a transaction that does not pass through the pool: an L1 queue item.</summary>
    public long ReserveId()
    {
        lock (_lock) return _nextId++;
    }

    /// <summary>Adds transactions in order. What <paramref name="change"/> then holds must be stored and confirmed.</summary>
    /// <param name="transactions">Checked as far as possible without the pool.</param>
    /// <param name="rejections">Per transaction why it was refused, or null.</param>
    /// <param name="change">Gets what was accepted, and what went out for it.</param>
    public void Add(ReadOnlySpan<PooledTransaction> transactions, Span<Rejection?> rejections, PoolChange change)
    {
        lock (_lock)
        {
            // Accounts first: reading them is what may fail, and then nothing must have been accepted.
            SenderQueue[] queues = new SenderQueue[transactions.Length];
            for (int i = 0; i < transactions.Length; i++) queues[i] = QueueOf(transactions[i].Sender);
            for (int i = 0; i < transactions.Length; i++) rejections[i] = TryAdd(queues[i], transactions[i], change);
            for (int i = 0; i < transactions.Length; i++) DropIfEmpty(transactions[i].Sender, queues[i]);
            foreach (PoolRemoval removal in change.Removed)
            {
                if (_senders.TryGetValue(removal.Transaction.Sender, out SenderQueue? queue)) DropIfEmpty(removal.Transaction.Sender, queue);
            }
        }
    }

    /// <summary>Takes stored transactions in again after a restart or a rollback, in order of their ids. What does not fit any more is removed with its reason.</summary>
    public void Restore(IReadOnlyList<PooledTransaction> transactions, PoolChange change)
    {
        lock (_lock)
        {
            foreach (PooledTransaction transaction in transactions)
            {
                transaction.Stage = PoolStage.Waiting;
                transaction.Arrival = _arrivals.AddLast(transaction);
                SenderQueue queue = QueueOf(transaction.Sender);
                (RemovalReason Reason, string Detail)? obstacle =
                    _byHash.ContainsKey(transaction.Hash) ? (RemovalReason.Duplicate, "")
                    : transaction.Nonce < queue.AccountNonce || queue.Find(transaction.Nonce) is not null ? (RemovalReason.NonceUsed, "")
                    : queue.CostWith(transaction, null) > queue.Balance ? (RemovalReason.Underfunded, "")
                    : null;
                if (obstacle is { } found)
                {
                    Depart(transaction, found.Reason, found.Detail, change);
                    DropIfEmpty(transaction.Sender, queue);
                }
                else
                {
                    Link(queue, transaction);
                }
            }
        }
    }

    /// <summary>Says that a change is durable.</summary>
    public void Confirm(PoolChange change)
    {
        lock (_lock)
        {
            foreach (PooledTransaction transaction in change.Accepted)
            {
                if (transaction.Stage == PoolStage.Storing) transaction.Stage = PoolStage.Waiting;
            }

            foreach (PoolRemoval removal in change.Removed) Leave(removal.Transaction);
        }
    }

    /// <summary>Begins taking transactions for a block, the best payer first.</summary>
    /// <param name="baseFee">The block's base fee; transactions below it stay.</param>
    public TransactionSelection Select(U256 baseFee)
    {
        lock (_lock)
        {
            var selection = new TransactionSelection(this, baseFee);
            foreach (SenderQueue queue in _senders.Values) Offer(selection, queue.Find(queue.AccountNonce));
            return selection;
        }
    }

    /// <summary>Ends a block: its transactions leave, those taken and not included wait again, and every queue follows its account.</summary>
    /// <param name="selection">What was taken for the block.</param>
    /// <param name="included">The pool's transactions in the block, which is durable.</param>
    /// <param name="invalid">Those found invalid; recorded with the block.</param>
    /// <param name="changedAccounts">Accounts that the block changed.</param>
    /// <param name="change">Gets what the new state has made impossible; to be stored and confirmed.</param>
    public void CompleteBlock(
        TransactionSelection selection, IReadOnlyList<PooledTransaction> included, IReadOnlyList<PoolRemoval> invalid, IEnumerable<Address> changedAccounts, PoolChange change)
    {
        lock (_lock)
        {
            foreach (PooledTransaction transaction in included)
            {
                Unlink(transaction);
                Leave(transaction);
            }

            foreach (PoolRemoval removal in invalid)
            {
                Unlink(removal.Transaction);
                Leave(removal.Transaction);
            }

            foreach (PooledTransaction transaction in selection.Taken)
            {
                if (transaction.Stage == PoolStage.Executing) transaction.Stage = PoolStage.Waiting;
            }

            foreach (Address account in changedAccounts) Follow(account, change);
        }
    }

    /// <summary>Ends the attempt at a block that came to nothing: what was invalid leaves, the rest waits again.</summary>
    /// <param name="selection">What was taken.</param>
    /// <param name="invalid">Those found invalid; their records are durable.</param>
    public void AbandonBlock(TransactionSelection selection, IReadOnlyList<PoolRemoval> invalid) => CompleteBlock(selection, [], invalid, [], new PoolChange());

    /// <summary>Whether the pool's transactions could fill a block.</summary>
    public bool HasFullBlock(ulong gasLimit)
    {
        lock (_lock) return _gas >= gasLimit;
    }

    /// <summary>Removes what has waited too long.</summary>
    public void Expire(PoolChange change)
    {
        DateTimeOffset oldest = _time.GetUtcNow() - _options.Lifetime;
        lock (_lock)
        {
            for (LinkedListNode<PooledTransaction>? node = _arrivals.First; node is not null && node.Value.ReceivedAt < oldest; node = node.Next)
            {
                if (node.Value.Stage != PoolStage.Waiting) continue;
                Unlink(node.Value);
                Depart(node.Value, RemovalReason.Expired, $"waited longer than {_options.Lifetime}", change);
            }
        }
    }

    /// <summary>The transaction with this hash, if it is in the pool.</summary>
    public PooledTransaction? Find(Hash256 hash)
    {
        lock (_lock) return _byHash.GetValueOrDefault(hash);
    }

    /// <summary>The nonce for the sender's next transaction: after those in the pool that follow the account's without a gap.</summary>
    public ulong NextNonce(Address sender)
    {
        lock (_lock)
        {
            if (_senders.TryGetValue(sender, out SenderQueue? queue)) return queue.NextNonce();
        }

        return _state.GetAccount(in sender).Nonce;
    }

    /// <summary>Counts for <c>txpool_status</c>.</summary>
    public MempoolStatus GetStatus()
    {
        lock (_lock)
        {
            int pending = 0;
            foreach (SenderQueue queue in _senders.Values) pending += (int)(queue.NextNonce() - queue.AccountNonce);
            return new MempoolStatus(pending, _byHash.Count - pending);
        }
    }

    /// <summary>All transactions, by sender in order of nonce, with the first nonce that is missing: those below it are pending, the others queued.</summary>
    public IReadOnlyList<(Address Sender, ulong NextNonce, IReadOnlyList<PooledTransaction> Transactions)> GetContent()
    {
        lock (_lock) return [.. _senders.Select(sender => (sender.Key, sender.Value.NextNonce(), (IReadOnlyList<PooledTransaction>)[.. sender.Value.Transactions]))];
    }

    /// <summary>Marks the best offer as taken for the block.</summary>
    internal bool TryTake(TransactionSelection selection, out PooledTransaction? transaction)
    {
        lock (_lock)
        {
            while (selection.TryDequeue(out transaction))
            {
                // It may have been replaced or evicted since it was offered.
                if (transaction!.Stage != PoolStage.Waiting) continue;
                transaction.Stage = PoolStage.Executing;
                return true;
            }

            return false;
        }
    }

    /// <summary>Offers the sender's next transaction after one that was taken.</summary>
    internal void OfferNext(TransactionSelection selection, PooledTransaction taken)
    {
        lock (_lock) Offer(selection, _senders[taken.Sender].Find(taken.Nonce + 1));
    }

    private static void Offer(TransactionSelection selection, PooledTransaction? transaction)
    {
        if (transaction is { Stage: PoolStage.Waiting } && transaction.MaxFeePerGas >= selection.BaseFee) selection.Enqueue(transaction);
    }

    private Rejection? TryAdd(SenderQueue queue, PooledTransaction transaction, PoolChange change)
    {
        if (_byHash.ContainsKey(transaction.Hash)) return new Rejection(RejectionReason.AlreadyKnown, "already known");
        PooledTransaction? replaced = queue.Find(transaction.Nonce);
        Rejection? rejection = CheckNonce(queue, transaction) ?? CheckReplacement(replaced, transaction) ?? CheckBalance(queue, transaction, replaced);
        if (rejection is not null) return rejection;
        if (replaced is null)
        {
            if (queue.Count >= _options.MaxTransactionsPerSender)
                return new Rejection(RejectionReason.PoolFull, $"account limit exceeded: txpool holds {queue.Count} transactions of this sender");
            if (!TryMakeRoomFor(transaction, change)) return new Rejection(RejectionReason.PoolFull, "txpool is full");
        }
        else
        {
            Unlink(replaced, keepQueue: true);
            Depart(replaced, RemovalReason.Replaced, $"by 0x{Convert.ToHexStringLower(transaction.Hash.AsSpan())}", change);
        }

        transaction.Id = _nextId++;
        transaction.Stage = PoolStage.Storing;
        transaction.Arrival = _arrivals.AddLast(transaction);
        Link(queue, transaction);
        change.Accepted.Add(transaction);
        return null;
    }

    private Rejection? CheckNonce(SenderQueue queue, PooledTransaction transaction)
    {
        if (transaction.Nonce < queue.AccountNonce)
            return new Rejection(RejectionReason.NonceTooLow, $"nonce too low: next nonce {queue.AccountNonce}, tx nonce {transaction.Nonce}");
        if (transaction.Nonce - queue.AccountNonce > _options.MaxNonceGap)
            return new Rejection(RejectionReason.NonceTooHigh, $"nonce too high: next nonce {queue.AccountNonce}, tx nonce {transaction.Nonce}, at most {_options.MaxNonceGap} ahead");
        if (queue.IsDelegated && transaction.Nonce != queue.AccountNonce)
            return new Rejection(RejectionReason.DelegatedSender, "in-flight transaction limit reached for delegated accounts");
        return null;
    }

    private static Rejection? CheckReplacement(PooledTransaction? replaced, PooledTransaction transaction)
    {
        if (replaced is null) return null;
        if (replaced.Stage == PoolStage.Executing)
            return new Rejection(RejectionReason.ReplacementUnderpriced, "replacement transaction underpriced: the pooled transaction is being included");
        bool pays = IsBump(replaced.MaxFeePerGas, transaction.MaxFeePerGas) && IsBump(replaced.MaxPriorityFeePerGas, transaction.MaxPriorityFeePerGas);
        return pays ? null : new Rejection(RejectionReason.ReplacementUnderpriced, "replacement transaction underpriced");
    }

    /// <summary>Whether <paramref name="after"/> is at least 10 % above <paramref name="before"/>. A fee that cannot be multiplied is beyond any balance.</summary>
    private static bool IsBump(in U256 before, in U256 after) =>
        !U256.MulOverflows(before, ReplacementPercent, out U256 required) && (U256.MulOverflows(after, 100, out U256 offered) || offered >= required);

    private static Rejection? CheckBalance(SenderQueue queue, PooledTransaction transaction, PooledTransaction? replaced)
    {
        if (queue.CostWith(transaction, replaced) <= queue.Balance) return null;
        string message = transaction.Cost > queue.Balance
            ? $"insufficient funds for gas * price + value: balance {Decimal(queue.Balance)}, tx cost {Decimal(transaction.Cost)}, overshot {Decimal(transaction.Cost - queue.Balance)}"
            : $"insufficient funds for gas * price + value: balance {Decimal(queue.Balance)}, queued cost {Decimal(queue.TotalCost)}, tx cost {Decimal(transaction.Cost)}";
        return new Rejection(RejectionReason.InsufficientFunds, message);
    }

    /// <summary>Evicts those that pay least among the senders' last ones, if they pay less than the newcomer, until there is room; all that is needed or nothing.</summary>
    private bool TryMakeRoomFor(PooledTransaction newcomer, PoolChange change)
    {
        int count = _byHash.Count + 1;
        long bytes = _bytes + newcomer.Raw.Length;
        List<PooledTransaction> evicted = [];
        foreach (PooledTransaction candidate in _evictable)
        {
            if (count <= _options.MaxTransactions && bytes <= _options.MaxBytes) break;
            if (TipAtFloor(candidate) >= TipAtFloor(newcomer)) return false;
            // Not one being included, and not one that the newcomer itself follows.
            if (candidate.Stage == PoolStage.Executing || candidate.Sender == newcomer.Sender) continue;
            evicted.Add(candidate);
            count--;
            bytes -= candidate.Raw.Length;
        }

        if (count > _options.MaxTransactions || bytes > _options.MaxBytes) return false;
        foreach (PooledTransaction transaction in evicted)
        {
            Unlink(transaction, keepQueue: true);
            Depart(transaction, RemovalReason.Evicted, "the pool was full", change);
        }

        return true;
    }

    /// <summary>Brings a queue in line with its account, after a block changed it.</summary>
    private void Follow(Address sender, PoolChange change)
    {
        if (!_senders.TryGetValue(sender, out SenderQueue? queue)) return;
        AccountState account = _state.GetAccount(in sender);
        queue.Follow(in account);
        while (queue.Count > 0 && queue.Transactions[0].Nonce < account.Nonce) Discard(queue.Transactions[0], RemovalReason.NonceUsed, $"the account's nonce is {account.Nonce}");
        while (queue.Count > 0 && queue.TotalCost > account.Balance) Discard(queue.Last, RemovalReason.Underfunded, $"the account's balance is {Decimal(account.Balance)}");
        DropIfEmpty(sender, queue);

        void Discard(PooledTransaction transaction, RemovalReason reason, string detail)
        {
            Unlink(transaction, keepQueue: true);
            Depart(transaction, reason, detail, change);
        }
    }

    private SenderQueue QueueOf(Address sender)
    {
        if (_senders.TryGetValue(sender, out SenderQueue? queue)) return queue;
        AccountState account = _state.GetAccount(in sender);
        queue = new SenderQueue();
        queue.Follow(in account);
        _senders.Add(sender, queue);
        return queue;
    }

    private void DropIfEmpty(Address sender, SenderQueue queue)
    {
        if (queue.Count == 0) _ = _senders.Remove(sender);
    }

    private void Link(SenderQueue queue, PooledTransaction transaction)
    {
        if (queue.Count > 0) _ = _evictable.Remove(queue.Last);
        queue.Add(transaction);
        _ = _evictable.Add(queue.Last);
        _byHash.Add(transaction.Hash, transaction);
        _gas += transaction.GasLimit;
        _bytes += transaction.Raw.Length;
    }

    private void Unlink(PooledTransaction transaction, bool keepQueue = false)
    {
        SenderQueue queue = _senders[transaction.Sender];
        _ = _evictable.Remove(queue.Last);
        queue.Remove(transaction);
        if (queue.Count > 0) _ = _evictable.Add(queue.Last);
        _ = _byHash.Remove(transaction.Hash);
        _gas -= transaction.GasLimit;
        _bytes -= transaction.Raw.Length;
        if (!keepQueue) DropIfEmpty(transaction.Sender, queue);
    }

    private void Depart(PooledTransaction transaction, RemovalReason reason, string detail, PoolChange change)
    {
        transaction.Stage = PoolStage.Leaving;
        change.Removed.Add(new PoolRemoval(transaction, new RemovalRow(transaction.Id, reason, detail, _time.GetUtcNow())));
    }

    private void Leave(PooledTransaction transaction)
    {
        transaction.Stage = PoolStage.Left;
        if (transaction.Arrival is { } arrival) _arrivals.Remove(arrival);
        transaction.Arrival = null;
    }

    private U256 TipAtFloor(PooledTransaction transaction) => transaction.EffectiveTip(_minimumBaseFee);

    /// <summary>The lowest payer first; among equals the newest.</summary>
    private int CompareForEviction(PooledTransaction? a, PooledTransaction? b)
    {
        int byTip = U256.Compare(TipAtFloor(a!), TipAtFloor(b!));
        return byTip != 0 ? byTip : b!.Id.CompareTo(a!.Id);
    }

    private static string Decimal(in U256 value) => new System.Numerics.BigInteger(Hash256.FromU256(value).AsSpan(), isUnsigned: true, isBigEndian: true).ToString();
}

/// <summary>The pool's limits.</summary>
public sealed record MempoolOptions
{
    /// <summary>Transactions in the pool.</summary>
    public int MaxTransactions { get; init; } = 100_000;

    /// <summary>Bytes of all encodings in the pool.</summary>
    public long MaxBytes { get; init; } = 256L << 20;

    /// <summary>Transactions of one sender.</summary>
    public int MaxTransactionsPerSender { get; init; } = 1_024;

    /// <summary>How far a nonce may be ahead of the account's.</summary>
    public ulong MaxNonceGap { get; init; } = 1_024;

    /// <summary>Bytes of one transaction.</summary>
    public int MaxTransactionBytes { get; init; } = 128 * 1024;

    /// <summary>How long a transaction may wait.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(3);

    /// <summary>
    /// Transactions submitted but not durable yet, in recovery or waiting for the database; beyond it clients are told to come back. A large one counts once
    /// more per KiB.
    /// </summary>
    public int MaxInFlight { get; init; } = 20_000;

    /// <summary>Transactions in one database commit.</summary>
    public int MaxCommitGroup { get; init; } = 4_000;
}

/// <summary>How many transactions the pool holds.</summary>
/// <param name="Pending">Executable in nonce order.</param>
/// <param name="Queued">Behind a missing nonce.</param>
public readonly record struct MempoolStatus(int Pending, int Queued);
