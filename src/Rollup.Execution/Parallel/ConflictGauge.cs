namespace Rollup.Execution.Parallel;

/// <summary>
/// Watches how many executions were in vain. When most are, the transactions depend on each other, and more threads only get in each
/// other's way: all but the first one rest for a number of transactions, then try again. Each time in a row that the attempt fails, the rest is twice as long, so
/// that one long chain costs little over sequential execution. Affects speed only: any thread may work at any time.
/// </summary>
internal sealed class ConflictGauge : IDisposable
{
    private const int Window = 32;
    private const int FirstRest = 128;

    private readonly ManualResetEventSlim _parallel = new(initialState: true, spinCount: 1);
    private int _executions;
    private int _conflicts;
    private int _rest;
    private int _serialUntil;

    /// <summary>Forgets the last block.</summary>
    public void Begin()
    {
        _executions = 0;
        _conflicts = 0;
        _rest = FirstRest;
        _serialUntil = 0;
        _parallel.Set();
    }

    /// <summary>An execution of <paramref name="transaction"/> is complete.</summary>
    public void CountExecution(int transaction)
    {
        if (!_parallel.IsSet || Interlocked.Increment(ref _executions) != Window)
            return;
        bool isChain = 2 * Volatile.Read(ref _conflicts) >= Window;
        if (isChain)
        {
            _serialUntil = transaction + _rest;
            _rest = (int)Math.Min(2L * _rest, int.MaxValue / 4);
            _parallel.Reset();
        }
        else
        {
            _rest = FirstRest;
        }

        Volatile.Write(ref _conflicts, 0);
        Volatile.Write(ref _executions, 0);
    }

    /// <summary>An execution was in vain: it met an estimate, or was aborted.</summary>
    public void CountConflict() => _ = Interlocked.Increment(ref _conflicts);

    /// <summary>The first thread is about to execute <paramref name="transaction"/>: the others may go on if they have rested enough.</summary>
    public void Reach(int transaction)
    {
        if (transaction >= Volatile.Read(ref _serialUntil) && !_parallel.IsSet)
            _parallel.Set();
    }

    /// <summary>Called by a thread without a task that is not the first one: returns when it may go on, or after some milliseconds.</summary>
    public void Rest()
    {
        if (!_parallel.IsSet)
            _ = _parallel.Wait(millisecondsTimeout: 5);
    }

    /// <summary>The block is done: lets all threads go.</summary>
    public void End() => _parallel.Set();

    /// <inheritdoc/>
    public void Dispose() => _parallel.Dispose();
}
