using Rollup.Execution.Blocks;
using Rollup.Execution.Native;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;

namespace Rollup.Execution.Tests.Parallel;

/// <summary>Executes a generated block on dictionaries: slow, and nothing in common with the executors but the kernel.</summary>
internal sealed class ReferenceExecutor : IDisposable
{
    private readonly EvmMemory _memory = new();
    private SoftwareHost _host;

    public BlockResult Execute(GeneratedBlock generated)
    {
        var state = new ReferenceState(generated.State);
        List<ExecutedTransaction> transactions = [];
        HashSet<StateKey> touched = [];
        HashSet<Hash256> codesRead = [];
        List<Hash256> created = [];
        ulong gasUsed = 0;
        ulong dataBytes = 0;
        ulong provingCost = 0;
        bool isProvingExhausted = false;
        for (int i = 0; i < generated.Transactions.Length; i++)
        {
            LogBuffer logs = _memory.NewLogBuffer();
            TransactionResult result = Run(generated, i, state, ref logs, out ulong gasLimit);
            bool isIncluded = result.Reason == InvalidReason.None;
            isProvingExhausted = isIncluded && result.ProvingCost > generated.Room.ProvingCost - provingCost;
            if (isProvingExhausted
                || (isIncluded && (gasLimit > generated.Room.Gas - gasUsed || result.DataBytes > generated.Room.DataBytes - dataBytes)))
                break;
            if (isIncluded)
            {
                gasUsed += result.GasUsed;
                dataBytes += result.DataBytes;
                provingCost += result.ProvingCost;
                touched.UnionWith(state.Touched);
                codesRead.UnionWith(state.CodesRead);
                created.AddRange(state.CreatedCodes.Select(code => code.Key));
            }

            transactions.Add(new ExecutedTransaction { Result = result, Logs = isIncluded ? logs.Written.ToArray() : default });
            state.End(keep: isIncluded);
        }

        return new BlockResult
        {
            Transactions = transactions,
            GasUsed = gasUsed,
            DataBytes = dataBytes,
            IsProvingExhausted = isProvingExhausted,
            IsTimeUp = false,
            Changes = state.Changes(created),
            Touched = [.. touched],
            CodesRead = [.. codesRead],
            Reexecutions = 0,
        };
    }

    public void Dispose() => _memory.Dispose();

    private TransactionResult Run(GeneratedBlock generated, int index, ReferenceState state, scoped ref LogBuffer logs, out ulong gasLimit)
    {
        var view = new ReferenceState.View(state, generated.State);
        var tracer = default(NoTracer);
        TransactionResult result;
        if (generated.Items[index] is { } queued)
        {
            QueueItem item = queued.ToQueueItem();
            gasLimit = item.GasLimit;
            TransactionProcessor.ExecuteItem<RollupOsaka, SoftwareHost, ReferenceState.View, NoTracer>(
                ref _memory.Machine, ref _host, ref view, ref tracer, generated.Block, in item, ref logs, out result).ShouldBe(TransactionOutcome.Executed);
            return result;
        }

        gasLimit = 0;
        BlockTransaction content = generated.Transactions[index];
        TransactionError error = TransactionDecoder.Decode<RollupOsaka>(content.Encoded.Span, out SignedTransaction signed);
        if (error != TransactionError.None)
            return new TransactionResult { Reason = InvalidReason.BreaksRule, RuleError = error };
        Transaction transaction = signed.Transaction;
        gasLimit = transaction.GasLimit;
        _ = TransactionProcessor.Execute<RollupOsaka, SoftwareHost, ReferenceState.View, NoTracer>(
            ref _memory.Machine, ref _host, ref view, ref tracer, generated.Block, in transaction, content.Sender, ref logs, out result);
        return result;
    }
}
