using Rollup.Execution;
using Rollup.Execution.Native;
using Rollup.Execution.Parallel;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Evm.Forks;
using Rollup.Kernel.Transactions;
using Rollup.State;

namespace Rollup.Sequencer;

/// <summary>Executes parts of a block on its overlay.</summary>
internal sealed class BlockExecutor(SenderMemo memo) : IDisposable
{
    private readonly EvmMemory _evm = new();
    private NativeHost _host = new(memo);
    private NoTracer _tracer;

    /// <summary>
    /// Executes <paramref name="transactions"/>, up to the first valid one without room, as the next part of the block; <paramref name="overlay"/> takes
    /// over what they changed and looked at.
    /// </summary>
    public IReadOnlyList<ExecutedTransaction> Execute(StateOverlay overlay, in EvmBlock block, ReadOnlySpan<BlockTransaction> transactions, BlockRoom room)
    {
        var executed = new List<ExecutedTransaction>(transactions.Length);
        ulong dataBytes = 0;
        foreach (ref readonly BlockTransaction transaction in transactions)
        {
            var trial = new StateOverlay(overlay);
            ExecutedTransaction result = Execute(trial, in block, in transaction);
            if (result.IsIncluded)
            {
                dataBytes += result.Result.DataBytes;
                if (dataBytes > room.DataBytes) break;
                trial.WriteBelow(overlay);
            }

            executed.Add(result);
        }

        return executed;
    }

    /// <inheritdoc/>
    public void Dispose() => _evm.Dispose();

    private ExecutedTransaction Execute(StateOverlay state, in EvmBlock block, in BlockTransaction transaction)
    {
        OverlayAccess access = state.Access;
        LogBuffer logs = _evm.NewLogBuffer();
        TransactionResult result;
        TransactionOutcome outcome;
        if (transaction.IsQueueItem)
        {
            outcome = TransactionProcessor.ExecuteItem<RollupOsaka, NativeHost, OverlayAccess, NoTracer>(
                ref _evm.Machine, ref _host, ref access, ref _tracer, in block, QueueItemCodec.Decode(transaction.Encoded.Span), ref logs, out result);
        }
        else
        {
            _ = TransactionDecoder.Decode(transaction.Encoded.Span, out SignedTransaction signed);
            Transaction content = signed.Transaction;
            outcome = TransactionProcessor.Execute<RollupOsaka, NativeHost, OverlayAccess, NoTracer>(
                ref _evm.Machine, ref _host, ref access, ref _tracer, in block, in content, transaction.Sender, ref logs, out result);
        }

        return outcome is TransactionOutcome.Executed or TransactionOutcome.Invalid
            ? new ExecutedTransaction { Result = result, Logs = logs.Written.ToArray() }
            : throw new InvalidOperationException($"A transaction ended with {outcome} although the state is complete.");
    }
}
