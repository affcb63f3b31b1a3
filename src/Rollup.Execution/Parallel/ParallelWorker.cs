using Rollup.Kernel.Evm;
using Rollup.Kernel.Evm.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Execution.Parallel;

/// <summary>One thread's part in executing a block: takes tasks from the scheduler until there are none left.</summary>
internal sealed class ParallelWorker<TFork, THost, TPerturbation>(
    int index, THost host, CodeCache codes, MultiVersionMemory memory, ConflictGauge conflicts, TPerturbation perturbation, ExecutionMemory executionMemory) : IDisposable
    where TFork : struct, IFork
    where THost : struct, IHost
    where TPerturbation : struct, IPerturbation
{
    private readonly TransactionRunner<TFork, THost> _runner = new(host, executionMemory);
    private readonly ExecutionBuffers _buffers = new();

    /// <summary>How often this thread executed a transaction in the current block, to the end or not.</summary>
    public int Executions { get; private set; }

    /// <summary>Forgets the last block.</summary>
    public void Begin()
    {
        Executions = 0;
        _buffers.Arena.Reset();
    }

    /// <summary>Works until the block is done. Results go to their transactions' places in <paramref name="results"/>.</summary>
    public void Work(
        Scheduler<TPerturbation> scheduler, IBaseState baseState, in EvmBlock block, ReadOnlySpan<BlockTransaction> transactions, Span<SpeculativeResult> results)
    {
        SchedulerTask task = default;
        var spinner = default(SpinWait);
        while (!scheduler.IsDone)
        {
            switch (task.Kind)
            {
                case SchedulerTaskKind.Execution:
                    task = Execute(scheduler, in task, baseState, in block, in transactions[task.Transaction], ref results[task.Transaction]);
                    break;
                case SchedulerTaskKind.Validation:
                    task = Validate(scheduler, in task);
                    break;
                default:
                    if (index != 0)
                        conflicts.Rest();
                    task = scheduler.NextTask();
                    if (task.Kind == SchedulerTaskKind.None)
                        spinner.SpinOnce(sleep1Threshold: -1);
                    else
                        spinner.Reset();
                    break;
            }
        }
    }

    /// <summary>Once the block is done: collects this worker's share, one of <paramref name="shares"/>, of what changed.</summary>
    public void CollectChanges(BlockAssembly assembly, int shares)
    {
        var accounts = new List<KeyValuePair<Address, AccountState>>();
        var slots = new List<KeyValuePair<StateKey, U256>>();
        var touched = new List<StateKey>();
        memory.CollectChanges(assembly.Count, index, shares, _buffers.Arena, accounts, slots, touched);
        assembly.Add(accounts, slots, touched);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _runner.Dispose();
        _buffers.Dispose();
    }

    private SchedulerTask Execute(
        Scheduler<TPerturbation> scheduler, in SchedulerTask task, IBaseState baseState, in EvmBlock block, in BlockTransaction transaction, ref SpeculativeResult result)
    {
        if (index == 0)
            conflicts.Reach(task.Transaction);
        while (true)
        {
            Executions++;
            var view = new VersionedView(memory, baseState, codes, _buffers, task.Transaction);
            RunOutcome outcome = _runner.Run(ref view, in block, in transaction, gasLeft: ulong.MaxValue, out ExecutedTransaction executed);
            perturbation.Pause();
            if (outcome == RunOutcome.Done)
            {
                result.Executed = executed;
                result.CreatedCodes = _buffers.CreatedCodes.Count == 0 ? [] : [.. _buffers.CreatedCodes];
                result.ReadCodes = _buffers.ReadCodes.Count == 0 ? [] : [.. _buffers.ReadCodes];
                bool isWider = memory.Record(task.Transaction, task.Incarnation, _buffers.Reads.AsSpan(), _buffers.Writes.AsSpan(), _buffers.Arena);
                conflicts.CountExecution(task.Transaction);
                return scheduler.FinishExecution(in task, isWider);
            }

            conflicts.CountConflict();
            if (scheduler.TryWait(task.Transaction, view.Blocking))
                return default;
        }
    }

    private SchedulerTask Validate(Scheduler<TPerturbation> scheduler, in SchedulerTask task)
    {
        bool isAborted = !memory.IsValid(task.Transaction, _buffers.Arena) && scheduler.TryAbort(in task);
        perturbation.Pause();
        if (isAborted)
        {
            conflicts.CountConflict();
            memory.MarkEstimates(task.Transaction);
        }

        return scheduler.FinishValidation(in task, isAborted);
    }
}
