using Rollup.Execution.Native;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.Sequencer.Batches;
using Rollup.Sequencer.Blocks;
using Rollup.Sequencer.Pool;
using Rollup.State;
using Rollup.Storage.Blocks;
using Rollup.Storage.L1;
using Rollup.Storage.Lease;
using Rollup.Storage.StateData;
using Rollup.Storage.Transactions;
using Rollup.Storage;

namespace Rollup.Sequencer.Terms;

/// <summary>
/// One term of leading. It ends with the first failure: nothing in memory is trusted after a database transaction whose outcome is unknown.
/// </summary>
internal sealed class SequencerTerm : IAsyncDisposable
{
    /// <summary>How often the pool is looked at for a full block.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Blocks that are not full are at least this many times as far apart as the last one took to make.</summary>
    private const int IdleShare = 10;

    /// <summary>Beyond which the heartbeat is longer than any bound anyway.</summary>
    private const int MostDoublings = 30;

    private readonly TermServices _services;
    private readonly SequencerLease _lease;
    private readonly TransactionIntake _intake;
    private readonly BlockBuilder _builder;
    private readonly BatchSealer _sealer;
    private readonly L1ItemStore _items;
    private readonly Action<BlockRow> _added;
    private readonly CancellationTokenSource _ended;
    private readonly HeaderClock _clock;
    private OpenBatch _batch;
    private L1Item? _urgentItem; // The first urgent queue item that no block holds yet, as of the last block.

    // By the monotonic clock, which nobody sets. The open batch of an earlier term counts as opened with this one, and so does the chain's newest block.
    private long _batchOpened;
    private long _newestBlock;
    private long? _lastAttempt; // Timestamp of the monotonic clock; null before the first.
    private int _emptyBlocks;   // The chain's newest blocks without any transaction, of this term.
    private long _lastBlock;    // The same of the last block.
    private TimeSpan _pace;     // The time from the last block to the next one that is not full.
    private TaskCompletionSource _news = NewSignal(); // Set when transactions have been accepted since the last attempt.

    private SequencerTerm(TermServices services, SequencerLease lease, TransactionIntake intake, Mempool pool, LoadedChain chain, Action<BlockRow> added)
    {
        _services = services;
        _lease = lease;
        _intake = intake;
        _batch = chain.Open;
        _clock = new HeaderClock((chain.Later.Count > 0 ? chain.Later[^1].Block.Header : chain.Open.Head).Timestamp, services.Time);
        _batchOpened = _newestBlock = services.Time.GetTimestamp();
        _added = added;
        Pool = pool;
        Submitter = new TransactionSubmitter(pool, intake, services.Recovery, services.State, services.Config, services.Options.Mempool, services.Time);
        _builder = new BlockBuilder(services.Config, services.State, pool, services.Memo, services.Options.ExecutionThreads, services.Options.LongestExecution, services.Time);
        _sealer = new BatchSealer(services.Config, chain.Parent, chain.ParentHash, services.State, services.Store, lease, services.Memo, services.Time);
        _items = new L1ItemStore(services.Database);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(lease.Lost, intake.Failed);
        Submitter.Accepted += (_, _) => Volatile.Read(ref _news).TrySetResult();
    }

    /// <summary>The pool.</summary>
    public Mempool Pool { get; }

    /// <summary>The way into the pool.</summary>
    public TransactionSubmitter Submitter { get; }

    /// <summary>How many sealed batches without a proof keep the open batch from being sealed for its age; null when it is not kept.</summary>
    public ulong? BacklogAhead { get; private set; }

    /// <summary>The newest block's number.</summary>
    public ulong Head => _batch.Head.Number;

    /// <summary>Loads the chain and the pool.</summary>
    /// <param name="services">What terms work with.</param>
    /// <param name="lease">The lease; the caller's to give back.</param>
    /// <param name="added">Called after each block.</param>
    /// <param name="cancellation">Ends the loading.</param>
    public static async Task<SequencerTerm> StartAsync(TermServices services, SequencerLease lease, Action<BlockRow> added, CancellationToken cancellation)
    {
        LoadedChain chain = await TermLoader.LoadChainAsync(services, cancellation);
        long nextId = await new TransactionReader(services.Database).GetNextIdAsync(cancellation);
        var pool = new Mempool(services.Options.Mempool, services.State, services.Config.MinimumBaseFee, nextId, services.Time);
        var intake = new TransactionIntake(lease, services.Options.Mempool.MaxInFlight, services.Options.Mempool.MaxCommitGroup);
        var term = new SequencerTerm(services, lease, intake, pool, chain, added);
        try
        {
            await term.CatchUpAsync(chain.Later);
            var change = new PoolChange();
            await TermLoader.LoadPoolAsync(services, pool, change, cancellation);
            await term.RecordAsync(change);
            return term;
        }
        catch
        {
            await term.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until something may be due, and does it: a block, a full batch, an expiry. <paramref name="stop"/> only ends the waiting.</summary>
    /// <exception cref="LeaseLostException">The lease is lost.</exception>
    /// <exception cref="IntakeFailedException">The intake has failed.</exception>
    /// <exception cref="BatchMismatchException">The kernel disagrees about the batch.</exception>
    public async Task StepAsync(CancellationToken stop)
    {
        ThrowIfEnded();
        if (_sealer.Storing.IsFaulted) await _sealer.Storing;
        if (IsBlockDue())
        {
            _lastAttempt = _services.Time.GetTimestamp();
            Volatile.Write(ref _news, NewSignal());
            bool more = await MakeBlockAsync();
            await SealIfDueAsync(more);
            if (more) return;
            await ExpireAsync();
        }

        Task news = _news.Task;
        Task poll = Task.Delay(PollInterval, _services.Time, stop);
        await (news.IsCompleted ? poll : await Task.WhenAny(news, poll));
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool IsBlockDue()
    {
        TimeProvider time = _services.Time;
        return _lastAttempt is not { } last
            || time.GetElapsedTime(last) >= _services.Options.BlockInterval
            || (_news.Task.IsCompleted && time.GetElapsedTime(_lastBlock) >= _pace)
            || Pool.HasFullBlock(_services.Config.BlockGasLimit);
    }

    /// <summary>Waits until the batch sealed last is stored.</summary>
    /// <exception cref="BatchMismatchException">The kernel disagrees about it.</exception>
    public Task CompleteAsync() => _sealer.Storing;

    /// <summary>Ends the term: waits for what is being stored, and stores what is still on the way into the pool.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAny(_sealer.Storing); // Its failure has ended the term, or does not matter after another one.
        await _intake.DisposeAsync();
        _builder.Dispose();
        _ended.Dispose();
    }

    /// <summary>Seals the open batch as the last term had sealed it, and adds the blocks that it had made since.</summary>
    private async Task CatchUpAsync(IReadOnlyList<LoadedBlock> later)
    {
        if (later.Count == 0) return;
        await SealAsync();
        await _sealer.Storing;
        foreach (LoadedBlock block in later)
        {
            if (block.Block.Header.StateRoot != _batch.ParentStateRoot)
                throw new BatchMismatchException($"Block {block.Block.Header.Number} carries another state root than batch {_batch.Number - 1} ends with.");
            _services.State.Apply(block.Diff);
            block.AddTo(_batch);
        }
    }

    private void ThrowIfEnded()
    {
        if (_lease.Lost.IsCancellationRequested) throw new LeaseLostException("The connection that holds the lease broke.");
        if (_intake.Failed.IsCancellationRequested) throw new IntakeFailedException(_intake.Failure);
    }

    /// <summary>Makes a block if there is something for it or the heartbeat is due.</summary>
    /// <returns>Whether transactions were left out, so that the next block should follow at once.</returns>
    private async Task<bool> MakeBlockAsync()
    {
        int most = _services.Options.MaxItemsPerBlock;
        IReadOnlyList<L1Item> items = await _items.ReadAsync(_batch.Queue.Index, most + 1, _ended.Token); // One more shows whether the next is urgent.
        ulong now = _clock.Read();
        ulong deadline = (ulong)_services.Options.InclusionDeadline.TotalSeconds;
        int urgent = items.TakeWhile(item => item.L1Timestamp + (deadline / 2) <= now).Count();
        bool heartbeat = HeartbeatPeriod is { } period && _services.Time.GetElapsedTime(_newestBlock) >= period;
        if (items.Count == 0 && Pool.Count == 0 && !heartbeat) return false;

        // Transactions may have left no room in the open batch for all that has to be taken. As long as it owes no item, it can end without them.
        if (urgent > 0 && _batch.HasTransactions && _batch.Head.Timestamp <= items[0].L1Timestamp + deadline) await SealAsync();

        long started = _services.Time.GetTimestamp();
        BlockDraft draft = _builder.Build(_batch, now, items, most, urgent);
        _urgentItem = draft.UrgentItem;
        var change = new PoolChange();
        if (draft.Commit.TransactionIds.Length == 0 && !heartbeat)
        {
            // Nothing could be executed; what was invalid is recorded without a block.
            change.Removed.AddRange(draft.Invalid);
            await RecordAsync(change);
            Pool.AbandonBlock(draft.Selection, draft.Invalid);
        }
        else
        {
            TimeSpan build = _services.Time.GetElapsedTime(started);
            await BlockWriter.WriteAsync(_lease, draft.Commit, _ended.Token);
            SequencerMetrics.RecordBlock(draft.Commit.TransactionIds.Length, draft.Reexecutions, build, _services.Time.GetElapsedTime(started) - build);
            SequencerMetrics.CountRemovals(draft.Invalid);
            _services.State.Apply(draft.Diff);
            Pool.CompleteBlock(draft.Selection, draft.Included, draft.Invalid, ChangedAccounts(draft.Diff), change);
            await RecordAsync(change);
            AddToBatch(draft);
            _added(draft.Commit.Row);
            TimeSpan pace = IdleShare * _services.Time.GetElapsedTime(started);
            _pace = pace < _services.Options.MinBlockInterval ? _services.Options.MinBlockInterval : pace;
            _lastBlock = _services.Time.GetTimestamp();
        }

        if (draft.IsBatchFull) await SealAsync();

        // Without any transaction it is the second that is used up: the next block has to wait for the next one.
        return draft.IsBatchFull || (draft.IsFull && draft.Commit.TransactionIds.Length > 0);
    }

    private TimeSpan? HeartbeatPeriod
    {
        get
        {
            if (_services.Options.Heartbeat is not { } first || _services.Options.MaxHeartbeat is not { } longest) return _services.Options.Heartbeat;
            double grown = first.TotalSeconds * Math.Pow(2, Math.Min(_emptyBlocks, MostDoublings));
            return TimeSpan.FromSeconds(Math.Max(first.TotalSeconds, Math.Min(grown, longest.TotalSeconds)));
        }
    }

    private void AddToBatch(BlockDraft draft)
    {
        _emptyBlocks = draft.Commit.TransactionIds.Length == 0 && draft.Commit.QueueItems.Count == 0 ? _emptyBlocks + 1 : 0;
        _newestBlock = _services.Time.GetTimestamp();
        if (_batch.Blocks.Count == 0) _batchOpened = _newestBlock;
        BlockRow row = draft.Commit.Row;
        _batch.Add(
            new BatchBlock(draft.Header, row.Hash, [.. draft.Commit.QueueItems.Select(item => item.Raw), .. draft.Included.Select(transaction => transaction.Raw)]),
            draft.Diff,
            draft.MessageLeaves,
            new QueuePosition(row.QueuePosition, row.QueueRollingHash));
    }

    private async Task SealIfDueAsync(bool more)
    {
        if (_batch.Blocks.Count == 0) return;

        // L1 refuses a batch that leaves an overdue item, unless the batch has taken as much gas of items as it has to. Half of its data always holds that.
        if (_urgentItem is { } item && _batch.ItemGas + item.Content.GasLimit <= _services.Config.MaxForcedGas && _batch.Data.HasRoomForBlock(_services.Config.MaxDataBytes)) return;
        SequencerOptions options = _services.Options;
        bool full = _batch.Blocks.Count >= options.MaxBatchBlocks || _batch.Transactions >= options.MaxBatchTransactions || _batch.Gas >= options.MaxBatchGas
            || _services.State.OpenWitnessBytes >= options.MaxBatchWitnessBytes;

        // Even an empty block adds its hash to the data, and nothing else asks whether that fits.
        full |= !_batch.Data.HasRoomForBlock(_services.Config.MaxDataBytes);
        TimeSpan age = _services.Time.GetElapsedTime(_batchOpened);
        BacklogAhead = FindBacklog(age);
        bool old = !more && age >= options.MaxBatchAge && BacklogAhead is null;
        if (full || old) await SealAsync();
    }

    private ulong? FindBacklog(TimeSpan age)
    {
        SequencerOptions options = _services.Options;
        if (options.MaxUnprovenBatches is not { } most || age < options.MaxBatchAge || age >= options.InclusionDeadline / 4) return null;
        ulong unproven = _batch.Number - 1 - Math.Min(_batch.Number - 1, _services.ProvenBatch());
        return unproven >= (ulong)most ? unproven : null;
    }

    private async Task SealAsync()
    {
        BacklogAhead = null;
        if (_batch.Blocks.Count > 0) _batch = await _sealer.SealAsync(_batch, _ended.Token);
    }

    private async Task ExpireAsync()
    {
        var change = new PoolChange();
        Pool.Expire(change);
        await RecordAsync(change);
    }

    private async Task RecordAsync(PoolChange change)
    {
        if (change.IsEmpty) return;
        await _intake.AppendAsync([], [.. change.Removed.Select(removal => removal.Row)], _ended.Token);
        Pool.Confirm(change);
        SequencerMetrics.CountRemovals(change.Removed);
    }

    private static IEnumerable<Kernel.Primitives.Address> ChangedAccounts(BlockDiff diff)
    {
        foreach (StateKey key in diff.Changes.Keys)
        {
            if (key.IsAccount) yield return key.Address;
        }
    }
}

/// <summary>What every term works with.</summary>
internal sealed record TermServices(
    Database Database,
    ChainState State,
    PostgresStateStore Store,
    ChainConfig Config,
    SequencerOptions Options,
    SenderMemo Memo,
    SenderRecovery Recovery,
    Func<ulong> ProvenBatch,
    TimeProvider Time);
