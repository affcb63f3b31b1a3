using System.Runtime.ExceptionServices;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Evm.Forks;
using Rollup.Kernel.Host;

namespace Rollup.Execution.Parallel;

/// <summary>
/// Executes a block's transactions on several threads by Block-STM (Gelashvili et al., "Block-STM: Scaling Blockchain Execution by Turning
/// Ordering Curse to a Performance Blessing", PPoPP 2023): optimistically, with validation and re-execution, so that the result is that of
/// <see cref="SequentialExecutor{TFork,THost}"/>. For one block at a time; memory is kept from block to block.
/// </summary>
public sealed class ParallelExecutor<TFork, THost, TPerturbation> : IDisposable
    where TFork : struct, IFork
    where THost : struct, IHost
    where TPerturbation : struct, IPerturbation
{
    private readonly MultiVersionMemory _memory = new();
    private readonly ConflictGauge _conflicts = new();
    private readonly ParallelWorker<TFork, THost, TPerturbation>[] _workers;
    private readonly CodeCache _codes;
    private readonly TPerturbation _perturbation;
    private SpeculativeResult[] _results = [];

    /// <summary>An executor with <paramref name="threads"/> threads, the calling one included.</summary>
    public ParallelExecutor(THost host, CodeCache codes, int threads, TPerturbation perturbation, ExecutionMemory? memory = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _codes = codes;
        _perturbation = perturbation;
        _workers = new ParallelWorker<TFork, THost, TPerturbation>[threads];
        for (int i = 0; i < threads; i++)
            _workers[i] = new ParallelWorker<TFork, THost, TPerturbation>(i, host, codes, _memory, _conflicts, perturbation, memory ?? ExecutionMemory.Default);
    }

    /// <summary>Executes <paramref name="transactions"/> on <paramref name="baseState"/> as if in order; without <paramref name="room"/> as a whole block. Returns when all threads are done.</summary>
    public BlockResult Execute(IBaseState baseState, in EvmBlock block, ReadOnlyMemory<BlockTransaction> transactions, BlockRoom? room = null)
    {
        _codes.Trim();
        _memory.Begin(transactions.Length, baseState);
        _conflicts.Begin();
        foreach (ParallelWorker<TFork, THost, TPerturbation> worker in _workers)
            worker.Begin();
        if (_results.Length < transactions.Length)
            _results = new SpeculativeResult[transactions.Length];

        var assembly = new BlockAssembly();
        Run(new Scheduler<TPerturbation>(transactions.Length, _perturbation), baseState, in block, transactions, room?.Gas ?? block.GasLimit, assembly);
        return assembly.ToResult(_codes, _workers.Sum(worker => worker.Executions) - transactions.Length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ParallelWorker<TFork, THost, TPerturbation> worker in _workers)
            worker.Dispose();
        _memory.Dispose();
        _conflicts.Dispose();
    }

    /// <summary>All threads execute; when the last one is done, one takes the transactions in order; then each collects a part of the changes.</summary>
    private void Run(
        Scheduler<TPerturbation> scheduler, IBaseState baseState, in EvmBlock block, ReadOnlyMemory<BlockTransaction> transactions, ulong gasLimit, BlockAssembly assembly)
    {
        EvmBlock context = block;
        Exception? failure = null;
        using var executed = new Barrier(_workers.Length, _ =>
        {
            if (failure is not null)
                return;
            assembly.Take(_results.AsSpan(0, transactions.Length), gasLimit);
            for (int i = 0; i < assembly.Count; i++)
            {
                if (_results[i].Executed.IsIncluded)
                    _memory.MarkTouched(i);
            }
        });

        void Attempt(Action step)
        {
            try
            {
                if (failure is null)
                    step();
            }
            catch (Exception exception)
            {
                _ = Interlocked.CompareExchange(ref failure, exception, null);
                scheduler.Stop();
            }
        }

        void Work(int index)
        {
            ParallelWorker<TFork, THost, TPerturbation> worker = _workers[index];
            Attempt(() => worker.Work(scheduler, baseState, in context, transactions.Span, _results));
            _conflicts.End();
            executed.SignalAndWait();
            Attempt(() => worker.CollectChanges(assembly, _workers.Length));
        }

        var threads = new Thread[_workers.Length - 1];
        for (int i = 0; i < threads.Length; i++)
        {
            int index = i + 1;
            threads[i] = new Thread(() => Work(index)) { IsBackground = true, Name = $"executor {index}" };
            threads[i].Start();
        }

        Work(0);
        foreach (Thread thread in threads)
            thread.Join();
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }
}
