using System.Runtime.InteropServices;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Evm.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.Execution.Parallel;

/// <summary>
/// Executes single transactions on any view of the state: decodes, checks, runs the kernel's EVM. Owns the EVM's memory, of which the
/// system provides only the pages that executions touch. Used by one thread at a time.
/// </summary>
internal sealed unsafe class TransactionRunner<TFork, THost> : IDisposable
    where TFork : struct, IFork
    where THost : struct, IHost
{
    private readonly void* _memory;
    private readonly void* _logs;
    private readonly int _logCapacity;
    private EvmMachine _machine;
    private THost _host;

    public TransactionRunner(THost host, ExecutionMemory memory)
    {
        _host = host;
        _memory = NativeMemory.AlignedAlloc(memory.Machine, 4096);
        _logs = NativeMemory.Alloc((nuint)memory.Logs);
        _logCapacity = memory.Logs;
        _machine = new EvmMachine((byte*)_memory, memory.Machine);
    }

    /// <summary>
    /// Executes <paramref name="transaction"/> on <paramref name="state"/>, which collects the writes. Without room for its gas limit in
    /// <paramref name="gasLeft"/> a valid transaction is not executed.
    /// </summary>
    public RunOutcome Run<TState>(
        ref TState state, in EvmBlock block, in BlockTransaction transaction, ulong gasLeft, out ExecutedTransaction executed)
        where TState : struct, IEvmState, allows ref struct
    {
        executed = default;
        if (transaction.IsQueueItem)
            throw new NotSupportedException("queue items are not executed yet");
        TransactionError error = TransactionDecoder.Decode(transaction.Encoded.Span, out SignedTransaction signed);
        if (error != TransactionError.None)
        {
            executed = Invalid(InvalidReason.BreaksRule, error);
            return RunOutcome.Done;
        }

        Transaction fields = signed.Transaction;
        Address sender = transaction.Sender;
        if (!EvmValidity.TryCheck<TFork, TState>(ref state, in block, in fields, in sender, out InvalidReason reason, out error))
            return RunOutcome.Blocked;
        if (reason != InvalidReason.None)
        {
            executed = Invalid(reason, error);
            return RunOutcome.Done;
        }

        return fields.GasLimit > gasLeft ? RunOutcome.NoRoom : Execute(ref state, in block, in fields, in sender, out executed);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        NativeMemory.Free(_logs);
    }

    private RunOutcome Execute<TState>(
        ref TState state, in EvmBlock block, in Transaction transaction, in Address sender, out ExecutedTransaction executed)
        where TState : struct, IEvmState, allows ref struct
    {
        executed = default;
        var logs = new LogBuffer(new Span<byte>(_logs, _logCapacity));
        var tracer = default(NoTracer);
        EvmCall call = EvmValidity.Prepare<TFork>(in block, in transaction, in sender);
        EvmFault fault = EvmTransaction.Execute<TFork, THost, TState, NoTracer>(
            ref _machine, ref _host, ref state, ref tracer, in block, in transaction, in call, ref logs, out EvmResult result);
        if (fault == EvmFault.StateMissing)
            return RunOutcome.Blocked;
        if (fault != EvmFault.None || logs.Overflowed)
            throw new InvalidOperationException($"a transaction of {transaction.GasLimit} gas does not fit the EVM's memory");

        executed = new ExecutedTransaction
        {
            Result = new TransactionResult { Succeeded = result.Succeeded, GasUsed = result.GasUsed, EffectiveGasPrice = call.GasPrice },
            Created = result.Created,
            Logs = logs.Length == 0 ? default : logs.Written.ToArray(),
            GasLimit = transaction.GasLimit,
        };
        return RunOutcome.Done;
    }

    private static ExecutedTransaction Invalid(InvalidReason reason, TransactionError error) =>
        new() { Result = new TransactionResult { Reason = reason, RuleError = error } };
}
