using System.Runtime.InteropServices;
using Rollup.Execution.Parallel;

namespace Rollup.Execution.Scheduling;

/// <summary>
/// Hands out the transactions of a block for execution (after Block-STM's collaborative scheduler, Gelashvili et al. 2022, section 3.3), and
/// keeps who waits for whom. A transaction goes through these states, i being the number of its execution:
/// <code>
///   unclaimed ──▶ claimed(i) ──▶ executing(i) ──▶ executed(i) ──▶ committed
///                     ▲               │                │
///                     │               │ awaits         │ turns out invalid when its turn to commit comes: i := i + 1
///                     │               ▼ another one    ▼
///                     └──────────── waiting        executing(i), by the committing thread; then committed
///                       when that one is executed
/// </code>
/// Who waits, waits for a lower transaction, so that the lowest one that is not executed never waits: there is always something to do.
/// A transaction belongs to one thread at a time, except in the list of those who wait for another.
/// </summary>
internal sealed class BlockSchedule<TPerturbation>(int threads, TPerturbation perturbation)
    where TPerturbation : struct, IPerturbation
{
    /// <summary>No transaction.</summary>
    public const int None = -1;

    /// <summary>In place of the first waiting transaction: nobody needs to wait any more.</summary>
    private const int Executed = -2;

    private const int LongestRun = 16;

    private readonly Lock _readyLock = new();
    private readonly PriorityQueue<int, int> _ready = new();
    private readonly int _window = 8 * LongestRun * threads;
    private int _count;
    private int[] _waiting = [];
    private int[] _nextWaiting = [];
    private ushort[] _owners = [];
    private PaddedCounter _next;
    private int _held;
    private PaddedCounter _readyCount;

    /// <summary>All of <paramref name="count"/> transactions are unclaimed.</summary>
    public void Begin(int count)
    {
        _count = count;
        if (_waiting.Length < count)
        {
            _waiting = new int[count];
            _nextWaiting = new int[count];
            _owners = new ushort[count];
        }

        _waiting.AsSpan(0, count).Fill(None);
        _ready.Clear();
        _readyCount.Value = 0;
        _next.Value = 0;
        _held = 0;
    }

    /// <summary>How many transactions have been claimed.</summary>
    public int Claimed => Math.Min(_next.Value, _count);

    /// <summary>The thread that claimed a transaction.</summary>
    public int Owner(int transaction) => Volatile.Read(ref _owners[transaction]);

    /// <summary>Whether the transaction's last execution is complete and published.</summary>
    public bool IsExecuted(int transaction) => Volatile.Read(ref _waiting[transaction]) == Executed;

    /// <summary>
    /// Claims a run of transactions for a thread: longer ones keep threads apart, shorter ones towards the end let all finish together. False
    /// if all are claimed, or the next ones too far ahead of the first that is not committed.
    /// </summary>
    public bool TryClaim(int thread, int committed, out int start, out int end)
    {
        perturbation.Pause();
        start = _next.Value;
        while (true)
        {
            end = start;
            if (start >= _count || start - committed >= _window || committed < Volatile.Read(ref _held))
                return false;
            end = start + Math.Clamp((_count - start) / (4 * threads), 1, LongestRun);
            int seen = _next.CompareExchange(end, start);
            if (seen == start)
                break;
            start = seen;
        }

        for (int i = start; i < end; i++)
            Volatile.Write(ref _owners[i], (ushort)thread);
        return true;
    }

    /// <summary>Lets nobody claim anything until all that is claimed now is committed.</summary>
    public void Hold() => Volatile.Write(ref _held, Claimed);

    /// <summary>A transaction that waited and no longer has to; the lowest one.</summary>
    public bool TryTakeReady(out int transaction)
    {
        transaction = None;
        if (_readyCount.Value == 0)
            return false;
        lock (_readyLock)
        {
            bool found = _ready.TryDequeue(out transaction, out _);
            _readyCount.Value = _ready.Count;
            return found;
        }
    }

    /// <summary>
    /// Lets <paramref name="transaction"/> wait until <paramref name="other"/>, a lower one, is executed: it then no longer belongs to the calling thread. False if that is the case already.
    /// </summary>
    public bool TryWait(int transaction, int other)
    {
        int first = Volatile.Read(ref _waiting[other]);
        while (first != Executed)
        {
            perturbation.Pause();
            _nextWaiting[transaction] = first;
            int seen = Interlocked.CompareExchange(ref _waiting[other], transaction, first);
            if (seen == first)
                return true;
            first = seen;
        }

        return false;
    }

    /// <summary>
    /// The execution is complete and published. Returns the lowest of those that waited for it, which the calling thread goes on with, as
    /// what it needs is in its caches; any thread may take the others.
    /// </summary>
    public int Finish(int transaction)
    {
        perturbation.Pause();
        int waiting = Interlocked.Exchange(ref _waiting[transaction], Executed);
        int lowest = waiting;
        while (waiting != None)
        {
            // Once handed out, a transaction may wait for another one: read what follows it before.
            int next = _nextWaiting[waiting];
            if (waiting < lowest)
                (lowest, waiting) = (waiting, lowest);
            if (waiting != lowest)
                HandOut(waiting);
            waiting = next;
        }

        return lowest;
    }

    /// <summary>Gives a transaction of the calling thread to whoever takes it.</summary>
    public void HandOut(int transaction)
    {
        lock (_readyLock)
        {
            _ready.Enqueue(transaction, transaction);
            _readyCount.Value = _ready.Count;
        }
    }

    /// <summary>The execution turned out invalid and is repeated: others may have to wait for it again.</summary>
    public void Reopen(int transaction) => Volatile.Write(ref _waiting[transaction], None);
}

/// <summary>A number that several threads read and change, alone on its cache lines.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct PaddedCounter
{
    [FieldOffset(64)]
    private int _value;

    public int Value
    {
        get => Volatile.Read(ref _value);
        set => Volatile.Write(ref _value, value);
    }

    /// <summary>Writes <paramref name="value"/> if the counter is at <paramref name="comparand"/>; returns what it was.</summary>
    public int CompareExchange(int value, int comparand) => Interlocked.CompareExchange(ref _value, value, comparand);
}
