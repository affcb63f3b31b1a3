using Rollup.Execution.Blocks;
using Rollup.Execution.Native;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Transactions;

namespace Rollup.Execution.Parallel;

/// <summary>Executes single transactions on any view of the state: decodes them, and runs the kernel's processor. Used by one thread at a time.</summary>
internal sealed class TransactionRunner<TFork, THost>(THost host, ExecutionMemory memory) : IDisposable
    where TFork : struct, IFork
    where THost : struct, IHost
{
    private readonly EvmMemory _memory = new(memory.Machine, memory.Logs);
    private THost _host = host;

    /// <summary>
    /// Executes <paramref name="transaction"/> on <paramref name="state"/>, which collects the writes; the logs are copied to <paramref name="kept"/>.
    /// False if the state has no answer yet: what was written is to be discarded.
    /// </summary>
    public bool TryRun<TState>(
        ref TState state, in EvmBlock block, in BlockTransaction transaction, LogStore kept, out ExecutedTransaction executed)
        where TState : struct, IEvmState, allows ref struct
    {
        LogBuffer logs = _memory.NewLogBuffer();
        TransactionOutcome outcome = transaction.IsQueueItem
            ? RunItem(ref state, in block, in transaction, ref logs, out TransactionResult result, out ulong gasLimit)
            : RunSigned(ref state, in block, in transaction, ref logs, out result, out gasLimit);
        executed = new ExecutedTransaction { Result = result, GasLimit = gasLimit };
        switch (outcome)
        {
            case TransactionOutcome.Executed:
                executed = executed with { Logs = kept.Keep(logs.Written) };
                return true;
            case TransactionOutcome.Invalid:
                return true;
            case TransactionOutcome.StateMissing:
                return false;
            default:
                throw new InvalidOperationException($"A transaction of {gasLimit} gas does not fit the EVM's memory: {outcome}.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private TransactionOutcome RunSigned<TState>(
        ref TState state, in EvmBlock block, in BlockTransaction transaction, scoped ref LogBuffer logs, out TransactionResult result, out ulong gasLimit)
        where TState : struct, IEvmState, allows ref struct
    {
        gasLimit = 0;
        TransactionError error = TransactionDecoder.Decode<TFork>(transaction.Encoded.Span, out SignedTransaction signed);
        if (error != TransactionError.None)
        {
            result = new TransactionResult { Reason = InvalidReason.BreaksRule, RuleError = error };
            return TransactionOutcome.Invalid;
        }

        Transaction fields = signed.Transaction;
        gasLimit = fields.GasLimit;
        var tracer = default(NoTracer);
        return TransactionProcessor.Execute<TFork, THost, TState, NoTracer>(
            ref _memory.Machine, ref _host, ref state, ref tracer, in block, in fields, transaction.Sender, ref logs, out result);
    }

    private TransactionOutcome RunItem<TState>(
        ref TState state, in EvmBlock block, in BlockTransaction transaction, scoped ref LogBuffer logs, out TransactionResult result, out ulong gasLimit)
        where TState : struct, IEvmState, allows ref struct
    {
        QueueItem item = QueueItemCodec.Decode(transaction.Encoded.Span);
        gasLimit = item.GasLimit;
        var tracer = default(NoTracer);
        return TransactionProcessor.ExecuteItem<TFork, THost, TState, NoTracer>(
            ref _memory.Machine, ref _host, ref state, ref tracer, in block, in item, ref logs, out result);
    }
}
