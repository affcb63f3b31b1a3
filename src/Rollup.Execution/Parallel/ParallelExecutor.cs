using System.Runtime.ExceptionServices;
using Rollup.Execution.Blocks;
using Rollup.Execution.Scheduling;
using Rollup.Execution.Versions;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.State;

namespace Rollup.Execution.Parallel;

/// <summary>
/// Executes a block's transactions on several threads after Block-STM (Gelashvili et al., "Block-STM: Scaling Blockchain Execution by Turning
/// Ordering Curse to a Performance Blessing", PPoPP 2023): optimistically, with validation and re-execution, so that the result is that of
/// <see cref="SequentialExecutor{TFork,THost}"/>. Unlike there, transactions are validated in order and then final, and one that turns out
/// invalid is executed again in its turn: none is executed to its end more than twice. For one block at a time; memory, threads and what was learned of
/// conflicts are kept from block to block.
/// </summary>
public sealed class ParallelExecutor<TFork, THost, TPerturbation> : IDisposable
    where TFork : struct, IFork
    where THost : struct, IHost
    where TPerturbation : struct, IPerturbation
{
    /// <summary>Fewer transactions than these are executed by the calling thread.</summary>
    private const int WorthSharing = 16;

    private readonly MultiVersionMemory _memory = new();
    private readonly ParallelJob _job = new();
    private readonly OrderedCommit _commit;
    private readonly BlockSchedule<TPerturbation> _schedule;
    private readonly ConflictPredictor? _predictor;
    private readonly ConflictGauge _gauge;
    private readonly ParallelWorker<TFork, THost, TPerturbation>[] _workers;
    private readonly Thread[] _threads;
    private readonly Barrier _step;
    private readonly CodeCache _codes;
    private Exception? _failure;
    private bool _isDisposed;

    /// <summary>An executor with <paramref name="threads"/> threads, the calling one included, each with <paramref name="memory"/> or what every transaction of the chain fits in.</summary>
    public ParallelExecutor(THost host, CodeCache codes, int threads, TPerturbation perturbation, ExecutionMemory? memory = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _codes = codes;
        _commit = new OrderedCommit(_memory);
        _schedule = new BlockSchedule<TPerturbation>(threads, perturbation);
        _predictor = threads == 1 ? null : new ConflictPredictor();
        _gauge = new ConflictGauge(threads);
        _step = new Barrier(threads);
        _workers =
        [
            .. Enumerable.Range(0, threads).Select(i => new ParallelWorker<TFork, THost, TPerturbation>(
                i, host, memory ?? ExecutionMemory.Default, codes, _job, _memory, _schedule, _commit, _predictor, _gauge, perturbation)),
        ];
        _threads = [.. _workers[1..].Select((worker, i) => new Thread(() => Serve(worker)) { IsBackground = true, Name = $"executor {i + 1}" })];
        foreach (Thread thread in _threads)
            thread.Start();
    }

    /// <summary>
    /// Executes <paramref name="transactions"/> on <paramref name="baseState"/> as if in order; without <paramref name="room"/> as a whole block.
    /// Returns when all threads are done. An exception of the base state ends the execution.
    /// </summary>
    public unsafe BlockResult Execute(IBaseState baseState, in EvmBlock block, ReadOnlyMemory<BlockTransaction> transactions, BlockRoom? room = null)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        int lastLocations = _workers.Sum(worker => worker.Buffers.Locations.Count);
        foreach (ParallelWorker<TFork, THost, TPerturbation> worker in _workers)
            worker.Begin();
        _failure = null;
        _job.Begin(baseState, in block, transactions);
        _memory.Begin(transactions.Length, lastLocations, baseState, in block.Coinbase, _workers[0].Buffers.Locations);
        _commit.Begin(transactions.Length, room ?? new BlockRoom(block.GasLimit), _codes.BeginBlock(), _memory.Vault);
        _schedule.Begin(transactions.Length);
        _predictor?.Begin(transactions.Length);
        _gauge.Begin();

        if (transactions.Length < WorthSharing)
            WorkAlone(_workers[0]);
        else
            Share();
        if (_failure is not null)
            ExceptionDispatchInfo.Throw(_failure);
        return Result();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _step.SignalAndWait();
        foreach (Thread thread in _threads)
            thread.Join();
        foreach (ParallelWorker<TFork, THost, TPerturbation> worker in _workers)
            worker.Dispose();
        _memory.Dispose();
        _gauge.Dispose();
        _step.Dispose();
    }

    /// <summary>Executes a block that is done before other threads would be awake.</summary>
    private static void WorkAlone(ParallelWorker<TFork, THost, TPerturbation> worker)
    {
        worker.Work();
        worker.CollectChanges();
    }

    private void Share()
    {
        _step.SignalAndWait();
        Work(_workers[0]);
    }

    /// <summary>A thread of the executor: sleeps between blocks.</summary>
    private void Serve(ParallelWorker<TFork, THost, TPerturbation> worker)
    {
        while (true)
        {
            _step.SignalAndWait();
            if (_isDisposed)
                return;
            Work(worker);
        }
    }

    /// <summary>All threads execute; when the last one is done, each collects a part of the changes; when the last one is done with that, the block is.</summary>
    private void Work(ParallelWorker<TFork, THost, TPerturbation> worker)
    {
        Attempt(worker.Work);
        _gauge.End();
        _step.SignalAndWait();
        Attempt(worker.CollectChanges);
        _step.SignalAndWait();
    }

    private void Attempt(Action step)
    {
        try
        {
            if (Volatile.Read(ref _failure) is null)
                step();
        }
        catch (Exception exception)
        {
            _ = Interlocked.CompareExchange(ref _failure, exception, null);
            _commit.Stop();
        }
    }

    private BlockResult Result() => new()
    {
        Transactions = new ArraySegment<ExecutedTransaction>(_job.Results, 0, _memory.Committed),
        GasUsed = _commit.GasUsed,
        DataBytes = _commit.DataBytes,
        IsProvingExhausted = _commit.IsProvingExhausted,
        IsTimeUp = _commit.IsTimeUp,
        Changes = new StateChanges
        {
            Accounts = new JoinedList<KeyValuePair<Kernel.Primitives.Address, AccountState>>([.. _workers.Select(worker => worker.Changes.Accounts)]),
            Slots = new JoinedList<KeyValuePair<StateKey, Kernel.Primitives.U256>>([.. _workers.Select(worker => worker.Changes.Slots)]),
            Codes = [.. _commit.CreatedCodes.Select(hash => KeyValuePair.Create(hash, _codes.Copy(in hash)))],
        },
        Touched = new JoinedList<StateKey>([.. _workers.Select(worker => worker.Changes.Touched)]),
        CodesRead = [.. _commit.ReadCodes],
        Reexecutions = _workers.Sum(worker => worker.Failures),
    };
}
