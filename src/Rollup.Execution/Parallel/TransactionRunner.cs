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

    /// <summary>Executes <paramref name="transaction"/> on <paramref name="state"/>, which collects the writes. False if the state has no answer yet: what was written is to be discarded.</summary>
    public bool TryRun<TState>(
        ref TState state, in EvmBlock block, in BlockTransaction transaction, LogStore logs, out ExecutedTransaction executed)
        where TState : struct, IEvmState, allows ref struct
    {
        if (transaction.IsQueueItem)
            throw new NotSupportedException("queue items are not executed yet");
        TransactionError error = TransactionDecoder.Decode(transaction.Encoded.Span, out SignedTransaction signed);
        executed = Invalid(InvalidReason.BreaksRule, error);
        if (error != TransactionError.None)
            return true;
        Transaction fields = signed.Transaction;
        Address sender = transaction.Sender;
        if (!EvmValidity.TryCheck<TFork, TState>(ref state, in block, in fields, in sender, out InvalidReason reason, out error))
            return false;
        executed = Invalid(reason, error);
        return reason != InvalidReason.None || TryExecute(ref state, in block, in fields, in sender, logs, out executed);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        NativeMemory.Free(_logs);
    }

    private bool TryExecute<TState>(
        ref TState state, in EvmBlock block, in Transaction transaction, in Address sender, LogStore kept, out ExecutedTransaction executed)
        where TState : struct, IEvmState, allows ref struct
    {
        executed = default;
        var logs = new LogBuffer(new Span<byte>(_logs, _logCapacity));
        var tracer = default(NoTracer);
        EvmCall call = EvmValidity.Prepare<TFork>(in block, in transaction, in sender);
        EvmFault fault = EvmTransaction.Execute<TFork, THost, TState, NoTracer>(
            ref _machine, ref _host, ref state, ref tracer, in block, in transaction, in call, ref logs, out EvmResult result);
        if (fault == EvmFault.StateMissing)
            return false;
        if (fault != EvmFault.None || logs.Overflowed)
            throw new InvalidOperationException($"a transaction of {transaction.GasLimit} gas does not fit the EVM's memory");

        executed = new ExecutedTransaction
        {
            Result = new TransactionResult { Succeeded = result.Succeeded, GasUsed = result.GasUsed, EffectiveGasPrice = call.GasPrice },
            Created = result.Created,
            Logs = kept.Keep(logs.Written),
            GasLimit = transaction.GasLimit,
        };
        return true;
    }

    private static ExecutedTransaction Invalid(InvalidReason reason, TransactionError error) =>
        new() { Result = new TransactionResult { Reason = reason, RuleError = error } };
}
