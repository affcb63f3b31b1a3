using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Rollup.Execution.Native;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Transactions;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.Simulations;

namespace Rollup.Rpc.Calls;

/// <summary>
/// A few threads of low priority that run all calls and traces, each with EVM memory of its own: however many and heavy they are, requests
/// of other kinds and block production keep the rest of the machine. What does not fit the queue is refused.
/// </summary>
public sealed partial class CallPool : IDisposable
{
    private const int Niceness = 10;

    /// <summary>Executions that used less leave so little memory touched that giving it back would cost more than it gives.</summary>
    private const ulong LightGas = 1_000_000;

    private readonly BlockingCollection<Action<EvmMemory>> _queue;
    private readonly CallLimits _limits;
    private readonly TimeProvider _time;
    private readonly Thread[] _threads;

    /// <param name="limits">How many threads, how long a queue, how much gas and time.</param>
    /// <param name="time">Clock.</param>
    public CallPool(CallLimits limits, TimeProvider time)
    {
        _limits = limits;
        _time = time;
        _queue = new BlockingCollection<Action<EvmMemory>>(limits.MaxQueued);
        int count = limits.Threads > 0 ? limits.Threads : Math.Max(1, Environment.ProcessorCount / 2);
        _threads = new Thread[count];
        for (int i = 0; i < count; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"calls {i}", Priority = ThreadPriority.BelowNormal };
            _threads[i].Start();
        }
    }

    /// <summary>What calls may take.</summary>
    public CallLimits Limits => _limits;

    /// <summary>
    /// Runs <paramref name="work"/> on one of the threads, under a budget that ends with <paramref name="timeout"/> or when the client leaves, even
    /// while it waits. Once the work has begun the task does not end before it, so the work may use what its caller owns.
    /// </summary>
    internal async Task<RpcError?> RunAsync(Func<EvmMemory, ExecutionBudget, RpcError?> work, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var finished = new TaskCompletionSource<RpcError?>(TaskCreationOptions.RunContinuationsAsynchronously);
        int begun = 0; // Set once, by the thread that begins the work or by the client's leaving.
        if (!_queue.TryAdd(Begin))
            return RpcError.Busy("too many calls are waiting: try again in a moment");
        await using CancellationTokenRegistration leaving = cancellationToken.Register(Leave);
        return await finished.Task;

        void Begin(EvmMemory memory)
        {
            if (Interlocked.Exchange(ref begun, 1) == 0)
                Run(memory, work, timeout, finished, cancellationToken);
        }

        void Leave()
        {
            if (Interlocked.Exchange(ref begun, 1) == 0)
                finished.SetCanceled(cancellationToken);
        }
    }

    /// <summary>Lets the threads finish what is queued, then frees their memory.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        foreach (Thread thread in _threads)
            thread.Join();
        _queue.Dispose();
    }

    private void Run(
        EvmMemory memory,
        Func<EvmMemory, ExecutionBudget, RpcError?> work,
        TimeSpan timeout,
        TaskCompletionSource<RpcError?> finished,
        CancellationToken cancellationToken)
    {
        try
        {
            ExecutionBudget budget = new(timeout, _time, cancellationToken);
            RpcError? error = work(memory, budget);
            if (budget.GasUsed > LightGas)
                memory.Trim();
            cancellationToken.ThrowIfCancellationRequested();
            finished.SetResult(error);
        }
        catch (OperationCanceledException exception)
        {
            finished.SetCanceled(exception.CancellationToken);
        }
#pragma warning disable CA1031 // Whatever it is, it is the caller's: it is thrown again there.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            finished.SetException(exception);
        }
    }

    private void Work()
    {
        if (OperatingSystem.IsLinux())
            _ = SetPriority(0, 0, Niceness); // Of this thread: .NET's priorities have no effect here, and Linux keeps niceness by thread.
        using EvmMemory memory = new(MachineSize(_limits.GasCap), EvmLimits.LogBufferSize);
        foreach (Action<EvmMemory> work in _queue.GetConsumingEnumerable())
            work(memory);
    }

    /// <summary>What executions take grows at most in proportion to gas.</summary>
    private static nuint MachineSize(ulong gasCap) =>
        EvmMachine.MinimumBufferSize * (nuint)Math.Max(1, (gasCap + TransactionRules.MaxGasLimit - 1) / TransactionRules.MaxGasLimit);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int niceness);
}
