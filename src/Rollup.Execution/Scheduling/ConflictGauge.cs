using System.Numerics;

namespace Rollup.Execution.Scheduling;

/// <summary>
/// Watches whether more than one thread has anything to do. When transactions depend on each other, more threads only get in each
/// other's way: all but the first one rest for a number of transactions, then try again. Each time in a row that the attempt fails, the rest is twice as long, so
/// that one long chain costs little over sequential execution. Affects speed only: any thread may work at any time.
/// </summary>
internal sealed class ConflictGauge(int threads) : IDisposable
{
    private const int Window = 64;
    private const int FirstRest = 256;

    private readonly ManualResetEventSlim _parallel = new(initialState: true, spinCount: 1);

    // Alone on its cache lines: the fields below change with every commit.
    private PaddedCounter _isSerial;
    private readonly PaddedCounter[] _executions = new PaddedCounter[threads];
    private readonly PaddedCounter[] _waits = new PaddedCounter[threads];
    private readonly int[] _seenExecutions = new int[threads];
    private int _seenWaits;
    private int _conflicts;
    private uint _history;
    private int _windowEnd;
    private int _rest;

    /// <summary>Whether only the first thread is to take on new work.</summary>
    public bool IsSerial => _isSerial.Value != 0;

    /// <summary>
    /// Whether most of what was committed last had been executed in vain: then what is executed ahead now is built on that, and in vain too. By the committing thread.
    /// </summary>
    public bool IsCascade => BitOperations.PopCount(_history & 0xfff) >= 6;

    /// <summary>
    /// Whether no thread but the first one will have anything to do with transactions around <paramref name="transaction"/>: nobody needs to know on
    /// whom they depend. Those shortly before the others go on do not count.
    /// </summary>
    public bool IsAloneWith(int transaction) => IsSerial && transaction + Window < Volatile.Read(ref _windowEnd);

    /// <summary>Forgets the last block.</summary>
    public void Begin()
    {
        _executions.AsSpan().Clear();
        _waits.AsSpan().Clear();
        _seenExecutions.AsSpan().Clear();
        _seenWaits = 0;
        _conflicts = 0;
        _history = 0;
        _windowEnd = Window;
        _rest = FirstRest;
        End();
    }

    /// <summary>A thread has executed a transaction to the end.</summary>
    public void CountExecution(int thread) => _executions[thread].Value++;

    /// <summary>A thread had to put a transaction off.</summary>
    public void CountWait(int thread) => _waits[thread].Value++;

    /// <summary>A transaction has been committed; <paramref name="wasInVain"/>: not as it was first executed. By the committing thread.</summary>
    public void CountCommit(int committed, bool wasInVain)
    {
        _conflicts += wasInVain ? 1 : 0;
        _history = (_history << 1) | (wasInVain ? 1u : 0u);
        if (committed < _windowEnd)
            return;
        bool isChain = IsChain() && !IsSerial;
        _conflicts = 0;
        _windowEnd = committed + Window;
        if (isChain)
        {
            _isSerial.Value = 1;
            _parallel.Reset();
            _history = 0;
            _windowEnd = committed + _rest;
            _rest = (int)Math.Min(2L * _rest, int.MaxValue / 4);
        }
        else if (IsSerial)
        {
            End();
        }
        else
        {
            _rest = FirstRest;
        }
    }

    /// <summary>Called by a thread other than the first one, without anything to do: returns when it may go on, or after some milliseconds.</summary>
    public void Rest() => _ = _parallel.Wait(millisecondsTimeout: 5);

    /// <summary>The block is done: lets all threads go.</summary>
    public void End()
    {
        _isSerial.Value = 0;
        _parallel.Set();
    }

    /// <inheritdoc/>
    public void Dispose() => _parallel.Dispose();

    /// <summary>Whether since the last call most executions were in vain, or one thread did nearly all while others had to put off what they took.</summary>
    private bool IsChain()
    {
        int most = 0;
        int all = 0;
        int waits = -_seenWaits;
        for (int i = 0; i < threads; i++)
        {
            int executions = _executions[i].Value - _seenExecutions[i];
            _seenExecutions[i] += executions;
            most = Math.Max(most, executions);
            all += executions;
            waits += _waits[i].Value;
        }

        _seenWaits += waits;
        return threads > 1 && (2 * _conflicts >= Window || (10 * most >= 9 * all && 2 * waits >= Window));
    }
}
