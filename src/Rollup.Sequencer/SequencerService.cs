using Microsoft.Extensions.Logging;
using Rollup.Execution.Native;
using Rollup.Kernel.Protocol;
using Rollup.Sequencer.Batches;
using Rollup.Sequencer.L1;
using Rollup.Sequencer.Pool;
using Rollup.Sequencer.Terms;
using Rollup.State;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;
using Rollup.Storage.Chain;
using Rollup.Storage.L1;
using Rollup.Storage.Lease;
using Rollup.Storage.StateData;
using Rollup.Storage.Transactions;
using Rollup.Storage;

namespace Rollup.Sequencer;

/// <summary>
/// Makes the chain. It leads in terms: take the lease, load what is stored, make blocks until the lease is lost, something fails, or the chain is
/// rolled back; then start over. Whatever a failure leaves unknown, the next term reads from the database.
/// </summary>
public sealed partial class SequencerService
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(500);
    private static readonly Rejection NotLeading = new(RejectionReason.Unavailable, "this node does not lead: try again later");

    private readonly Database _database;
    private readonly ChainState _state;
    private readonly PostgresStateStore _store;
    private readonly ChainConfig _config;
    private readonly SequencerOptions _options;
    private readonly Func<QueueDiverged?> _divergence;
    private readonly Func<CancellationToken, ValueTask<string?>> _obstacle;
    private readonly Func<ExpiredBatches?> _expired;
    private readonly Func<ulong> _provenBatch;
    private readonly L1ItemStore _queue;
    private readonly SenderMemo _memo;
    private readonly SenderRecovery _recovery;
    private readonly TimeProvider _time;
    private readonly ILogger<SequencerService> _logger;
    private volatile SequencerTerm? _term;
    private string? _refusedWrite; // Why the database refused a write of the last term; null if it did not, or takes them again.

    /// <param name="database">The ledger; migrated, with its genesis.</param>
    /// <param name="state">The chain's state in this process; reloaded at the start of every term.</param>
    /// <param name="store">Where the state is kept.</param>
    /// <param name="config">The chain.</param>
    /// <param name="options">When blocks and batches are made.</param>
    /// <param name="divergence">What L1 contradicts, as the watcher sees it; null while nothing.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Log.</param>
    /// <param name="obstacle">What forbids to lead now; null while nothing. Asked all the time.</param>
    /// <param name="expired">Batches that L1 will never take, as the watcher sees it; null while there are none.</param>
    /// <param name="provenBatch">The last batch proven on L1, for <see cref="SequencerOptions.MaxUnprovenBatches"/>.</param>
    public SequencerService(
        Database database,
        ChainState state,
        PostgresStateStore store,
        in ChainConfig config,
        SequencerOptions options,
        Func<QueueDiverged?> divergence,
        TimeProvider time,
        ILogger<SequencerService> logger,
        Func<CancellationToken, ValueTask<string?>>? obstacle = null,
        Func<ExpiredBatches?>? expired = null,
        Func<ulong>? provenBatch = null)
    {
        _database = database;
        _state = state;
        _store = store;
        _config = config;
        _options = options;
        _divergence = divergence;
        _obstacle = obstacle ?? (_ => ValueTask.FromResult<string?>(null));
        _expired = expired ?? (() => null);
        _provenBatch = provenBatch ?? (() => 0);
        _queue = new L1ItemStore(database);
        _time = time;
        _logger = logger;
        _memo = new SenderMemo(options.Mempool.MaxTransactions);
        _recovery = new SenderRecovery(_memo, Environment.ProcessorCount);
        Status = new SequencerStatus(SequencerPhase.Standby, "");
    }

    /// <summary>Raised after each block is stored and its state can be read. Handlers must be quick.</summary>
    public event EventHandler<BlockAddedEventArgs>? BlockAdded;

    /// <summary>Raised after transactions have been accepted into the pool and are durable. Handlers must be quick.</summary>
    public event EventHandler<TransactionsAcceptedEventArgs>? TransactionsAccepted;

    /// <summary>What the sequencer does.</summary>
    public SequencerStatus Status { get; private set; }

    /// <summary>Why batches are sealed more slowly than usual; null when they are not.</summary>
    public string? SealingProblem => _term?.BacklogAhead is { } backlog
        ? $"{backlog} batches are sealed and not proven on L1, {_options.MaxUnprovenBatches} may be: further ones are sealed when they are full, or when one is proven"
        : null;

    /// <summary>The pool of the current term; null while this process does not lead.</summary>
    public Mempool? Pool => _term?.Pool;

    /// <summary>Leads whenever it can, until <paramref name="stop"/>. The block in the making is completed first.</summary>
    /// <returns>When stopped, or halted by a <see cref="BatchMismatchException"/>.</returns>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && Status.Phase != SequencerPhase.Halted)
        {
            try
            {
                await LeadAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (BatchMismatchException error)
            {
                Status = new SequencerStatus(SequencerPhase.Halted, error.Message);
                LogHalted(error);
            }
            catch (Exception error) when (DatabaseFailure.Is(error) || error is LeaseLostException or IntakeFailedException or OperationCanceledException or TimeoutException)
            {
                Status = new SequencerStatus(SequencerPhase.Standby, error.Message);
                _refusedWrite = DatabaseFailure.RefusedWrite(error);
                LogTermEnded(error);
                await Task.Delay(PauseAfterFailure, _time, CancellationToken.None);
            }
            catch (Exception error)
            {
                Status = new SequencerStatus(SequencerPhase.Standby, error.Message);
                throw; // Not foreseen. Whoever runs this starts it again, and the next term trusts nothing but the database.
            }
        }
    }

    /// <summary>Submits encoded transactions together. A hash in a result means that the transaction is durable.</summary>
    /// <returns>One result per transaction, in order.</returns>
    public Task<SubmissionResult[]> SubmitManyAsync(IReadOnlyList<ReadOnlyMemory<byte>> raw, CancellationToken cancellation)
    {
        if (_term is { } term) return term.Submitter.SubmitManyAsync(raw, cancellation);
        var refused = new SubmissionResult[raw.Count];
        Array.Fill(refused, SubmissionResult.Refused(NotLeading));
        return Task.FromResult(refused);
    }

    /// <summary>Submits one encoded transaction.</summary>
    public async Task<SubmissionResult> SubmitAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellation) =>
        (await SubmitManyAsync([raw], cancellation))[0];

    /// <summary>
    /// What forbids to begin a term. A database that has refused a write is asked first whether it takes them again: one term after the other would take the lease,
    /// load the chain and fail otherwise, and look alive from outside.
    /// </summary>
    private async ValueTask<string?> FindObstacleAsync(CancellationToken stop)
    {
        if (_refusedWrite is not null && (_refusedWrite = await _database.FindWriteObstacleAsync(stop)) is { } reason)
            return $"the database takes no writes: {reason}";
        return await _obstacle(stop);
    }

    private async Task LeadAsync(CancellationToken stop)
    {
        while (await FindObstacleAsync(stop) is { } obstacle)
        {
            Status = new SequencerStatus(SequencerPhase.Barred, obstacle);
            await Task.Delay(PauseAfterFailure, _time, stop);
        }

        if (Status.Phase != SequencerPhase.Standby || Status.Detail.Length > 0) Status = new SequencerStatus(SequencerPhase.Standby, "");
        LogStandingBy();
        await using SequencerLease lease = await SequencerLease.AcquireAsync(_database, LeaseHolder.Here(_options.Url), _time, stop);
        Status = new SequencerStatus(SequencerPhase.Starting, "");
        LogStarting(lease.Epoch);
        await using SequencerTerm term = await SequencerTerm.StartAsync(
            new TermServices(_database, _state, _store, _config, _options, _memo, _recovery, _provenBatch, _time), lease, row => BlockAdded?.Invoke(this, new BlockAddedEventArgs(row)), stop);
        term.Submitter.Accepted += (_, accepted) => TransactionsAccepted?.Invoke(this, accepted);
        _term = term;
        Status = new SequencerStatus(SequencerPhase.Leading, "");
        LogLeading(term.Head, term.Pool.Count);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                // Asked again of the database, because the watcher may not have looked since the last roll-back.
                if (_divergence() is { } diverged && term.Head >= diverged.FirstBlock && await _queue.FindDivergenceAsync(stop) is not null)
                {
                    await term.CompleteAsync();
                    await RollbackAsync(lease, diverged);
                    return;
                }

                if (_expired() is { } expired && (await new BatchReader(_database).GetAsync(expired.LastKept + 1, stop))?.Hash == expired.FirstHash)
                {
                    await term.CompleteAsync();
                    BatchRow kept = (await new BatchReader(_database).GetAsync(expired.LastKept, CancellationToken.None))!;
                    LogExpired(expired.LastKept + 1, kept.LastBlock);
                    await RollbackAsync(lease, kept, "the batch came too late for L1");
                    return;
                }

                if (await _obstacle(stop) is { } obstacle)
                {
                    Status = new SequencerStatus(SequencerPhase.Barred, obstacle);
                    await term.CompleteAsync();
                    return;
                }

                await term.StepAsync(stop);
            }

            await term.CompleteAsync();
        }
        finally
        {
            _term = null;
        }
    }

    /// <summary>Goes back to the end of the last batch without the block that L1 contradicts.</summary>
    private async Task RollbackAsync(SequencerLease lease, QueueDiverged diverged)
    {
        var batches = new BatchReader(_database);
        BatchRow latest = (await batches.GetLatestAsync(CancellationToken.None))!;
        BatchRow? holder = await batches.GetByBlockAsync(diverged.FirstBlock, CancellationToken.None);
        BatchRow kept = holder is null ? latest : (await batches.GetAsync(holder.Number - 1, CancellationToken.None))!;
        LogRollback(diverged.Index, diverged.FirstBlock, kept.Number, kept.LastBlock);
        await RollbackAsync(lease, kept, "the L1 queue changed");
    }

    /// <summary>Goes back to the end of a sealed batch. The next term starts from there, with the transactions of what is undone in the pool.</summary>
    private async Task RollbackAsync(SequencerLease lease, BatchRow kept, string why)
    {
        _term = null;
        await using FencedTransaction transaction = await lease.BeginTransactionAsync(CancellationToken.None);
        await ChainLedger.RollbackAsync(transaction, kept, why, _time.GetUtcNow(), CancellationToken.None);
        await StateRollback.RunAsync(_store, transaction.Connection, kept.Number, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        Status = new SequencerStatus(SequencerPhase.Standby, $"rolled back to block {kept.LastBlock}");
    }

    [LoggerMessage(LogLevel.Information, "Standing by for the lease")]
    private partial void LogStandingBy();

    [LoggerMessage(LogLevel.Information, "Lease taken at epoch {Epoch}; loading the chain")]
    private partial void LogStarting(long epoch);

    [LoggerMessage(LogLevel.Information, "Leading from block {Head} with {Pending} transactions in the pool")]
    private partial void LogLeading(ulong head, int pending);

    [LoggerMessage(LogLevel.Warning, "L1 does not have queue item {Index} as block {Block} took it; rolling back to batch {Batch}, block {LastBlock}")]
    private partial void LogRollback(ulong index, ulong block, ulong batch, ulong lastBlock);

    [LoggerMessage(LogLevel.Critical, "L1 was away for so long that it takes batch {Batch} and later ones no more; rolling back to block {LastBlock} and executing their transactions again")]
    private partial void LogExpired(ulong batch, ulong lastBlock);

    [LoggerMessage(LogLevel.Warning, "The term has ended; standing by")]
    private partial void LogTermEnded(Exception error);

    [LoggerMessage(LogLevel.Critical, "HALTED: the kernel disagrees with this node about a batch; nothing more will be produced")]
    private partial void LogHalted(Exception error);
}

/// <summary>The sequencer as seen from outside.</summary>
/// <param name="Phase">What it does.</param>
/// <param name="Detail">Why it is in a phase other than leading; empty if there is nothing to say.</param>
public sealed record SequencerStatus(SequencerPhase Phase, string Detail);

/// <summary>
/// What the sequencer does:
/// <code>
/// Standby ──▶ Starting ──▶ Leading ──▶ Halted
///  ▲   ▲          │           │ │
///  │   └──────────┴───────────┘ │   lease lost, database away, or rolled back
///  └───────── Barred ◀──────────┘   L1 has another chain than the ledger, also before the first term; the database takes no writes
/// </code>
/// </summary>
public enum SequencerPhase
{
    /// <summary>Waiting for the lease.</summary>
    Standby,

    /// <summary>Holds the lease and loads the chain.</summary>
    Starting,

    /// <summary>Takes transactions and makes blocks.</summary>
    Leading,

    /// <summary>Does not lead, as long as L1 has another chain than the ledger, or has not said yet, or the database takes no writes: an operator has to look if that lasts.</summary>
    Barred,

    /// <summary>Stopped for good, because the kernel disagrees with the node: an operator has to look.</summary>
    Halted,
}

/// <summary>A new head.</summary>
/// <param name="block">The block.</param>
public sealed class BlockAddedEventArgs(BlockRow block) : EventArgs
{
    /// <summary>The block.</summary>
    public BlockRow Block { get; } = block;
}

/// <summary>New transactions in the pool.</summary>
/// <param name="transactions">In order of their acceptance.</param>
public sealed class TransactionsAcceptedEventArgs(IReadOnlyList<PooledTransaction> transactions) : EventArgs
{
    /// <summary>The transactions.</summary>
    public IReadOnlyList<PooledTransaction> Transactions { get; } = transactions;
}
