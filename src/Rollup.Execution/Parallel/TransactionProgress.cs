using System.Runtime.InteropServices;

namespace Rollup.Execution.Parallel;

/// <summary>
/// The state of one transaction in the scheduler; i is the incarnation (Block-STM, section 3.3, figure 3). All fields change under the lock.
/// <code>
///            an execution task is taken            the execution is done
///   Ready(i) ─────────────────────────▶ Executing(i) ─────────────────────▶ Executed(i)
///      ▲                                     │                                   │
///      │                                     │ it read an estimate               │ validation failed (only one thread wins)
///      │   i := i + 1                        ▼                                   ▼
///      └──────────────────────────────── Aborting(i) ◀───────────────────────────┘
///          when the awaited transaction has been executed; after a failed validation as soon as its writes are estimates
/// </code>
/// One cache line each, so that threads at neighbouring transactions do not slow each other down.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct TransactionProgress
{
    /// <summary>No transaction, in the lists below.</summary>
    public const int None = -1;

    /// <summary>1 while a thread holds it.</summary>
    private int _lock;

    public int Incarnation;
    public TransactionStatus Status;

    /// <summary>The first of the transactions that wait for this one to be executed; the others follow by <see cref="NextWaiting"/>.</summary>
    public int FirstWaiting;

    /// <summary>The next transaction that waits for the same one as this does.</summary>
    public int NextWaiting;

    public void Acquire()
    {
        var spinner = default(SpinWait);
        while (Interlocked.CompareExchange(ref _lock, 1, 0) != 0)
            spinner.SpinOnce(sleep1Threshold: -1);
    }

    public void Release() => Volatile.Write(ref _lock, 0);
}
