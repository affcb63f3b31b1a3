using System.Runtime.ExceptionServices;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Evm.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

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
    public ParallelExecutor(THost host, CodeCache codes, int threads, TPerturbation perturbation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _codes = codes;
        _perturbation = perturbation;
        _workers = new ParallelWorker<TFork, THost, TPerturbation>[threads];
        for (int i = 0; i < threads; i++)
            _workers[i] = new ParallelWorker<TFork, THost, TPerturbation>(i, host, codes, _memory, _conflicts, perturbation);
    }

    /// <summary>Executes <paramref name="transactions"/> on <paramref name="baseState"/> as if in order. Returns when all threads are done.</summary>
    public BlockResult Execute(IBaseState baseState, in EvmBlock block, ReadOnlyMemory<BlockTransaction> transactions)
    {
        _codes.Trim();
        _memory.Begin(transactions.Length, baseState);
        _conflicts.Begin();
        foreach (ParallelWorker<TFork, THost, TPerturbation> worker in _workers)
            worker.Begin();
        if (_results.Length < transactions.Length)
            _results = new SpeculativeResult[transactions.Length];

        Run(new Scheduler<TPerturbation>(transactions.Length, _perturbation), baseState, in block, transactions);
        return Assemble(in block, transactions.Length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ParallelWorker<TFork, THost, TPerturbation> worker in _workers)
            worker.Dispose();
        _memory.Dispose();
        _conflicts.Dispose();
    }

    private void Run(Scheduler<TPerturbation> scheduler, IBaseState baseState, in EvmBlock block, ReadOnlyMemory<BlockTransaction> transactions)
    {
        EvmBlock context = block;
        Exception? failure = null;

        void Work(int worker)
        {
            try
            {
                _workers[worker].Work(scheduler, baseState, in context, transactions.Span, _results);
            }
            catch (Exception exception)
            {
                _ = Interlocked.CompareExchange(ref failure, exception, null);
                scheduler.Stop();
            }
        }

        var threads = new Thread[_workers.Length - 1];
        for (int i = 0; i < threads.Length; i++)
        {
            int worker = i + 1;
            threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"executor {worker}" };
            threads[i].Start();
        }

        Work(0);
        _conflicts.End();
        foreach (Thread thread in threads)
            thread.Join();
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>The block in order, up to the first transaction that does not fit what is left of it.</summary>
    private BlockResult Assemble(in EvmBlock block, int count)
    {
        var executed = new List<ExecutedTransaction>(count);
        var createdCodes = new List<Hash256>();
        ulong gasUsed = 0;
        foreach (ref readonly SpeculativeResult result in _results.AsSpan(0, count))
        {
            if (result.Executed.GasLimit > block.GasLimit - gasUsed)
                break;
            executed.Add(result.Executed);
            createdCodes.AddRange(result.CreatedCodes);
            gasUsed += result.Executed.Result.GasUsed;
        }

        var accounts = new List<KeyValuePair<Address, AccountState>>();
        var slots = new List<KeyValuePair<StateKey, U256>>();
        _memory.CollectChanges(executed.Count, _workers[0].Arena, accounts, slots);
        return new BlockResult
        {
            Transactions = executed,
            GasUsed = gasUsed,
            Changes = new StateChanges { Accounts = accounts, Slots = slots, Codes = _codes.Collect(createdCodes) },
            Reexecutions = _workers.Sum(worker => worker.Executions) - count,
        };
    }
}
