using Rollup.Execution.Blocks;
using Rollup.Execution.Scheduling;
using Rollup.Execution.Versions;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;

namespace Rollup.Execution.Parallel;

/// <summary>
/// One thread's part in executing a block: executes transactions ahead of their turn, or in it, and commits. Its own run of transactions comes
/// first, then the one that waited for what it has just executed, then what others left, then another run.
/// </summary>
internal sealed unsafe class ParallelWorker<TFork, THost, TPerturbation>(
    int index,
    THost host,
    ExecutionMemory memorySize,
    CodeCache codes,
    ParallelJob job,
    MultiVersionMemory memory,
    BlockSchedule<TPerturbation> schedule,
    OrderedCommit commit,
    ConflictPredictor? predictor,
    ConflictGauge gauge,
    TPerturbation perturbation) : IDisposable
    where TFork : struct, IFork
    where THost : struct, IHost
    where TPerturbation : struct, IPerturbation
{
    private const int None = BlockSchedule<TPerturbation>.None;

    /// <summary>How far commits may lag behind before a thread commits what another one has executed, which costs it cache misses.</summary>
    private const int Patience = 96;

    /// <summary>After how many transactions a thread looks whether it is its turn to commit; looking costs a cache miss while another one commits.</summary>
    private const int LookInterval = 4;

    /// <summary>How often a thread without anything to do looks again before it sleeps for a millisecond.</summary>
    private const int SpinsBeforeSleep = 200;

    private readonly TransactionRunner<TFork, THost> _runner = new(host, memorySize);
    private int _runNext;
    private int _runEnd;
    private int _followed = None;
    private int _committed;
    private int _sinceLook;

    /// <summary>This thread's memory.</summary>
    public ExecutionBuffers Buffers { get; } = new();

    /// <summary>What this thread collected of the block's changes.</summary>
    public BlockChanges Changes { get; } = new();

    /// <summary>How many executions of the current block by this thread were in vain.</summary>
    public int Failures { get; private set; }

    /// <summary>Forgets the last block.</summary>
    public void Begin()
    {
        Failures = 0;
        _runNext = 0;
        _runEnd = 0;
        _followed = None;
        _committed = 0;
        _sinceLook = 0;
        Changes.Clear();
        Buffers.Reset();
    }

    /// <summary>Works until the block is done.</summary>
    public void Work()
    {
        var spinner = default(SpinWait);
        while (!commit.IsDone)
        {
            if (TryTake(out int transaction))
            {
                Process(transaction);
                if (++_sinceLook >= LookInterval || _committed == transaction)
                    _ = CommitExecuted(isIdle: false);
                spinner.Reset();
            }
            else if (!CommitExecuted(isIdle: true))
            {
                if (index != 0 && gauge.IsSerial)
                    gauge.Rest();
                else
                    spinner.SpinOnce(SpinsBeforeSleep);
            }
        }
    }

    /// <summary>Once the block is done: collects what changed at the locations that this thread was the first to use.</summary>
    public void CollectChanges() => memory.Collect(Buffers.Locations, Buffers.Arena, Changes);

    /// <inheritdoc/>
    public void Dispose()
    {
        _runner.Dispose();
        Buffers.Dispose();
    }

    private bool TryTake(out int transaction)
    {
        transaction = _runNext;
        if (_runNext < _runEnd)
        {
            _runNext++;
            return true;
        }

        transaction = _followed;
        _followed = None;
        if (transaction != None)
            return true;
        if (index != 0 && gauge.IsSerial)
            return false;
        if (schedule.TryTakeReady(out transaction))
            return true;
        _committed = memory.Committed;
        if (!schedule.TryClaim(index, _committed, out int start, out int end))
            return false;
        _runNext = start + 1;
        _runEnd = end;
        transaction = start;
        Predict(start, end);
        return true;
    }

    private void Predict(int start, int end)
    {
        bool isOfUse = predictor is not null && !gauge.IsAloneWith(end);
        for (int i = start; i < end; i++)
        {
            job.Predecessors[i] = default;
            if (isOfUse)
                predictor!.Predict(in job.Transactions.Span[i], i, out job.Predecessors[i]);
        }
    }

    private void Process(int transaction)
    {
        if (AwaitsPredecessor(transaction))
            return;
        while (true)
        {
            if (_committed == transaction && commit.TryEnter())
            {
                ExecuteInTurn(transaction);
                return;
            }

            if (TryExecuteAhead(transaction, out int blocking))
                return;
            Failures++;
            predictor?.Learn(in job.Transactions.Span[transaction], in job.Transactions.Span[blocking]);
            if (schedule.TryWait(transaction, blocking))
                return;
        }
    }

    private bool AwaitsPredecessor(int transaction)
    {
        ref readonly PredecessorSet predecessors = ref job.Predecessors[transaction];
        for (int i = 0; i < predecessors.Count; i++)
        {
            int predecessor = predecessors.Transaction(i);
            if (predecessor < _committed || !schedule.TryWait(transaction, predecessor))
                continue;
            gauge.CountWait(index);
            return true;
        }

        return false;
    }

    /// <summary>All below is committed: what is read is final, and so is the execution. Inside the commit, which it leaves.</summary>
    private void ExecuteInTurn(int transaction)
    {
        try
        {
            ExecuteFinally(transaction, wasPublished: false);
        }
        finally
        {
            commit.Exit();
        }
    }

    /// <summary>Executes on what the transactions below have written so far. False if that is known not to be final.</summary>
    private bool TryExecuteAhead(int transaction, out int blocking)
    {
        var view = new VersionedView(memory, job.Base, codes, Buffers, job.Block.Coinbase, transaction);
        ref readonly BlockTransaction content = ref job.Transactions.Span[transaction];
        bool isComplete = _runner.TryRun(ref view, in job.Block, in content, Buffers.Logs, out ExecutedTransaction executed);
        perturbation.Pause();
        blocking = view.Blocking;
        if (!isComplete)
            return false;
        job.Results[transaction] = executed;
        memory.Publish(transaction, Buffers.Reads.AsSpan(), Buffers.Writes.AsSpan(), view.Tip, Buffers.Arena);
        Finish(transaction);
        return true;
    }

    /// <summary>Executes the first transaction that is not committed, and commits it. Inside the commit.</summary>
    private void ExecuteFinally(int transaction, bool wasPublished)
    {
        var view = new VersionedView(memory, job.Base, codes, Buffers, job.Block.Coinbase, transaction);
        ref readonly BlockTransaction content = ref job.Transactions.Span[transaction];
        if (!_runner.TryRun(ref view, in job.Block, in content, Buffers.Logs, out ExecutedTransaction executed))
            throw new InvalidOperationException($"transaction {transaction} waits for {view.Blocking}, which is final");
        perturbation.Pause();
        job.Results[transaction] = executed;
        if (!commit.TryInclude(in executed, content.IsQueueItem, Buffers.Reads.AsSpan(), Buffers.Writes.AsSpan()))
            return;
        memory.PublishFinal(transaction, Buffers.Writes.AsSpan(), view.Tip, wasPublished, Buffers.Arena);
        commit.Advance();
        _committed = transaction + 1;
        Finish(transaction);
        gauge.CountCommit(transaction + 1, wasPublished);
        if (gauge.IsCascade)
            schedule.Hold();
    }

    private void Finish(int transaction)
    {
        gauge.CountExecution(index);
        JudgePredictions(transaction);
        int waiting = schedule.Finish(transaction);
        if (waiting == None)
            return;
        if (_followed != None)
            schedule.HandOut(Math.Max(waiting, _followed));
        _followed = _followed == None ? waiting : Math.Min(waiting, _followed);
    }

    private void JudgePredictions(int transaction)
    {
        ref readonly PredecessorSet predecessors = ref job.Predecessors[transaction];
        for (int i = 0; i < predecessors.Count; i++)
        {
            if (predecessors.Source(i) == PredecessorSet.Certain)
                continue;
            bool wasRight = false;
            foreach (ref readonly ReadRecord read in Buffers.Reads.AsSpan())
                wasRight |= read.Location != null && read.Writer == predecessors.Transaction(i);
            predictor!.Judge(in job.Transactions.Span[transaction], predecessors.Source(i), wasRight);
        }
    }

    /// <summary>
    /// Commits what has been executed and whose turn it is: this thread's own transactions first of all. Returns whether there was anything.
    /// </summary>
    private bool CommitExecuted(bool isIdle)
    {
        if (!MayCommit(isIdle) || !commit.TryEnter())
            return false;
        try
        {
            while (!commit.IsDone && MayCommit(isIdle))
                Commit(memory.Committed);
        }
        finally
        {
            commit.Exit();
        }

        return true;
    }

    private bool MayCommit(bool isIdle)
    {
        int next = memory.Committed;
        _committed = next;
        _sinceLook = 0;
        if (next >= job.Transactions.Length || !schedule.IsExecuted(next))
            return false;
        return isIdle || schedule.Owner(next) == index || schedule.Claimed - next > Patience || gauge.IsSerial;
    }

    private void Commit(int transaction)
    {
        perturbation.Pause();
        if (memory.IsValid(transaction, Buffers.Arena, out int writer))
        {
            AccessRecord* record = memory.Record(transaction);
            bool isQueueItem = job.Transactions.Span[transaction].IsQueueItem;
            if (!commit.TryInclude(in job.Results[transaction], isQueueItem, new(record->Reads, record->ReadCount), new(record->Writes, record->WriteCount)))
                return;
            commit.Advance();
            gauge.CountCommit(transaction + 1, wasInVain: false);
            return;
        }

        Failures++;
        if (writer != MultiVersionMemory.NoTransaction)
            predictor?.Learn(in job.Transactions.Span[transaction], in job.Transactions.Span[writer]);
        schedule.Reopen(transaction);
        memory.MarkEstimates(transaction);
        perturbation.Pause();
        ExecuteFinally(transaction, wasPublished: true);
    }
}
