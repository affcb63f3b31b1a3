namespace Rollup.Execution.Parallel;

/// <summary>
/// Block-STM's collaborative scheduler (Gelashvili et al. 2022, section 3.3 and algorithms 4 and 5). Two counters walk through the block:
/// one for executions, one for validations, and every thread takes the lower one's next piece of work; an abort sets them back. The block is
/// done when both are at its end, nobody is at work, and no counter was set back meanwhile.
/// Threads: all methods may be called by any thread, those of a task only by the one that got it.
/// </summary>
internal sealed class Scheduler<TPerturbation>
    where TPerturbation : struct, IPerturbation
{
    private readonly int _count;
    private readonly TransactionProgress[] _progress;
    private readonly TPerturbation _perturbation;
    private PaddedCounter _executionIndex;
    private PaddedCounter _validationIndex;
    private PaddedCounter _setbacks;
    private PaddedCounter _activeTasks;
    private bool _isDone;

    /// <summary>All of <paramref name="count"/> transactions are ready for their first execution.</summary>
    public Scheduler(int count, TPerturbation perturbation)
    {
        _count = count;
        _perturbation = perturbation;
        _progress = new TransactionProgress[count];
        for (int i = 0; i < count; i++)
            _progress[i].FirstWaiting = TransactionProgress.None;
        _isDone = count == 0;
    }

    /// <summary>Whether there is nothing left to do.</summary>
    public bool IsDone => Volatile.Read(ref _isDone);

    /// <summary>Ends the block's execution early: a thread has failed.</summary>
    public void Stop() => Volatile.Write(ref _isDone, true);

    /// <summary>The next task, or none.</summary>
    public SchedulerTask NextTask()
    {
        _perturbation.Pause();
        int validation = _validationIndex.Value;
        int execution = _executionIndex.Value;
        if (validation >= _count && execution >= _count)
        {
            CheckDone();
            return default;
        }

        return validation < execution ? NextValidation() : NextExecution();
    }

    /// <summary>
    /// The execution read an estimate of <paramref name="blocking"/>: it ends here and begins again when that one is executed. False if
    /// it is executed already, so that the task simply begins again.
    /// </summary>
    public bool TryWait(int transaction, int blocking)
    {
        _perturbation.Pause();
        ref TransactionProgress other = ref _progress[blocking];
        other.Acquire();
        if (other.Status == TransactionStatus.Executed)
        {
            other.Release();
            return false;
        }

        // Locks are taken from lower to higher transactions only: no cycle can arise.
        ref TransactionProgress own = ref _progress[transaction];
        own.Acquire();
        own.Status = TransactionStatus.Aborting;
        own.Release();
        own.NextWaiting = other.FirstWaiting;
        other.FirstWaiting = transaction;
        other.Release();
        _activeTasks.Decrement();
        return true;
    }

    /// <summary>
    /// The execution is done and published. If it wrote more than estimates announced, everything above has to be validated again,
    /// else only itself. Returns the next task of this thread, or none.
    /// </summary>
    public SchedulerTask FinishExecution(in SchedulerTask task, bool isWiderThanEstimated)
    {
        _perturbation.Pause();
        ref TransactionProgress own = ref _progress[task.Transaction];
        own.Acquire();
        own.Status = TransactionStatus.Executed;
        int waiting = own.FirstWaiting;
        own.FirstWaiting = TransactionProgress.None;
        own.Release();
        Resume(waiting);
        _perturbation.Pause();

        if (_validationIndex.Value > task.Transaction)
        {
            if (!isWiderThanEstimated)
                return new SchedulerTask(SchedulerTaskKind.Validation, task.Transaction, task.Incarnation);
            SetBack(ref _validationIndex, task.Transaction);
        }

        _activeTasks.Decrement();
        return default;
    }

    /// <summary>After a failed validation: whether this thread is the one to abort the execution. Its writes become estimates then.</summary>
    public bool TryAbort(in SchedulerTask task)
    {
        ref TransactionProgress own = ref _progress[task.Transaction];
        own.Acquire();
        bool isMine = own.Incarnation == task.Incarnation && own.Status == TransactionStatus.Executed;
        if (isMine)
            own.Status = TransactionStatus.Aborting;
        own.Release();
        return isMine;
    }

    /// <summary>
    /// The validation is done. After an abort everything above is validated again, and the same thread executes the transaction again:
    /// what it needs is in its caches.
    /// </summary>
    public SchedulerTask FinishValidation(in SchedulerTask task, bool isAborted)
    {
        _perturbation.Pause();
        if (isAborted)
        {
            MakeReady(task.Transaction);
            SetBack(ref _validationIndex, task.Transaction + 1);
            if (_executionIndex.Value > task.Transaction && TryTakeExecution(task.Transaction, out SchedulerTask again))
                return again;
        }

        _activeTasks.Decrement();
        return default;
    }

    private SchedulerTask NextValidation()
    {
        _activeTasks.Increment();
        int transaction = _validationIndex.Increment() - 1;
        if (transaction < _count)
        {
            ref TransactionProgress progress = ref _progress[transaction];
            progress.Acquire();
            bool isExecuted = progress.Status == TransactionStatus.Executed;
            int incarnation = progress.Incarnation;
            progress.Release();
            if (isExecuted)
                return new SchedulerTask(SchedulerTaskKind.Validation, transaction, incarnation);
        }

        _activeTasks.Decrement();
        return default;
    }

    private SchedulerTask NextExecution()
    {
        _activeTasks.Increment();
        int transaction = _executionIndex.Increment() - 1;
        if (transaction < _count && TryTakeExecution(transaction, out SchedulerTask task))
            return task;
        _activeTasks.Decrement();
        return default;
    }

    private bool TryTakeExecution(int transaction, out SchedulerTask task)
    {
        ref TransactionProgress progress = ref _progress[transaction];
        progress.Acquire();
        bool isReady = progress.Status == TransactionStatus.Ready;
        if (isReady)
            progress.Status = TransactionStatus.Executing;
        task = new SchedulerTask(SchedulerTaskKind.Execution, transaction, progress.Incarnation);
        progress.Release();
        return isReady;
    }

    private void Resume(int waiting)
    {
        int lowest = _count;
        while (waiting != TransactionProgress.None)
        {
            // Once ready, a transaction may be executed and wait for another one: read what follows it before.
            int next = _progress[waiting].NextWaiting;
            MakeReady(waiting);
            lowest = Math.Min(lowest, waiting);
            waiting = next;
        }

        if (lowest < _count)
            SetBack(ref _executionIndex, lowest);
    }

    private void MakeReady(int transaction)
    {
        ref TransactionProgress progress = ref _progress[transaction];
        progress.Acquire();
        progress.Incarnation++;
        progress.Status = TransactionStatus.Ready;
        progress.Release();
    }

    private void SetBack(ref PaddedCounter index, int target)
    {
        index.LowerTo(target);
        _perturbation.Pause();
        _setbacks.Increment();
    }

    private void CheckDone()
    {
        int setbacks = _setbacks.Value;
        _perturbation.Pause();
        bool isAtEnd = Math.Min(_executionIndex.Value, _validationIndex.Value) >= _count && _activeTasks.Value == 0;
        if (isAtEnd && setbacks == _setbacks.Value)
            Stop();
    }
}
