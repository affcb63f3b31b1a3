using Rollup.Execution.Blocks;
using Rollup.Execution.Native;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;
using Rollup.Rpc.Calls;
using Rollup.Rpc.Chain;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.Simulations;
using Rollup.State;
using Rollup.State.Codes;
using Rollup.Storage;
using Rollup.Storage.Transactions;
using ChainFork = Rollup.Kernel.Forks.RollupOsaka;

namespace Rollup.Rpc.Tracing;

/// <summary>Executes the transactions of a stored block again, on the state before it, by the methods that made it.</summary>
internal sealed class BlockReplay
{
    private readonly EvmBlock _block;
    private readonly StateOverlay _state;

    private BlockReplay(EvmBlock block, IReadOnlyList<TransactionRow> transactions, IStateReader before)
    {
        _block = block;
        Transactions = transactions;
        _state = new StateOverlay(before);
    }

    /// <summary>The block's transactions, in order.</summary>
    public IReadOnlyList<TransactionRow> Transactions { get; }

    /// <summary>The logs of the transactions executed so far.</summary>
    public int LogCount { get; private set; }

    /// <summary>The place after the transactions executed so far, as <paramref name="arguments"/> pretend it to be.</summary>
    public CallPlace Place(CallArguments arguments) => CallPlace.Of(_block, _state, arguments);

    /// <summary>Readies a block, or says why it cannot be replayed.</summary>
    public static async ValueTask<(BlockReplay? Replay, RpcError? Error)> FindAsync(ChainReader chain, BlockSelector selector, CancellationToken cancellationToken)
    {
        if (await chain.FindBlockAsync(selector, cancellationToken) is not { } block)
            return (null, RpcError.Refused("header not found: there is no such block"));
        if (block.Number == 0)
            return (null, RpcError.Refused("genesis is not traceable"));
        (IStateReader? before, _, RpcError? error) = await chain.FindStateAsync(BlockSelector.Of(block.Number - 1), cancellationToken);
        return error is null
            ? (new BlockReplay(CallPlace.BlockOf(chain.Config, block), await chain.Blocks.GetTransactionsAsync(block.Number, cancellationToken), before!), null)
            : (null, error);
    }

    /// <summary>
    /// Executes the next transaction, which is the one at <paramref name="position"/>, under observation; the following ones see its changes. Null, with
    /// the reason in <paramref name="error"/>, if it was stopped.
    /// </summary>
    public TraceOutcome? Execute(EvmMemory memory, ExecutionBudget budget, int position, ExecutionObserver observer, out RpcError? error)
    {
        error = budget.IsOver ? budget.Reason : null; // Transactions too short to be stopped add up.
        if (error is not null)
            return null;
        TransactionRow row = Transactions[position];
        ReadOnlySpan<byte> encoded = row.Raw.Span;
        StateOverlay changes = new(_state);
        NativeHost host = new(memo: null);
        OverlayAccess access = changes.Access;
        LogBuffer logs = memory.NewLogBuffer();
        ObserverTracer tracer = new(budget, observer);
        CallFrame? unexecuted = null;
        ulong gasLimit;
        TransactionOutcome outcome;
        TransactionResult result;
        if (encoded[0] == QueueItem.TransactionType)
        {
            QueueItem item = QueueItemCodec.Decode(encoded);
            gasLimit = item.GasLimit;
            unexecuted = new CallFrame
            {
                Opcode = item.IsCreation ? Opcode.Create : Opcode.Call,
                From = item.From,
                To = item.To,
                Value = item.Value,
                Gas = gasLimit,
                Input = item.Data.ToArray(),
                Error = "not executable: its gas limit or its sender's balance does not allow it",
            };
            outcome = TransactionProcessor.ExecuteItem<ChainFork, NativeHost, OverlayAccess, ObserverTracer>(
                ref memory.Machine, ref host, ref access, ref tracer, in _block, in item, ref logs, out result);
        }
        else
        {
            if (TransactionDecoder.Decode(encoded, out SignedTransaction signed) != TransactionError.None)
                throw new InvalidDataException("A stored transaction is damaged.");
            Transaction transaction = signed.Transaction;
            gasLimit = transaction.GasLimit;
            outcome = TransactionProcessor.Execute<ChainFork, NativeHost, OverlayAccess, ObserverTracer>(
                ref memory.Machine, ref host, ref access, ref tracer, in _block, in transaction, row.Sender, ref logs, out result);
            changes.TouchAuthorities(transaction.AuthorizationList);
        }

        budget.GasUsed += gasLimit;
        error = budget.IsOver && outcome != TransactionOutcome.Executed ? budget.Reason : null;
        if (error is not null)
            return null;
        for (LogReader reader = new(logs.Written); reader.TryRead(out _);)
            LogCount++;
        if (outcome != TransactionOutcome.Executed)
            throw new InvalidDataException($"Transaction {position} of block {_block.Number} ended with {outcome} {result.Reason} when it was executed again.");
        Apply(changes);
        return new TraceOutcome(gasLimit, result.GasUsed, result.Succeeded, memory.Machine.Output.ToArray(), changes, unexecuted);
    }

    private void Apply(StateOverlay changes)
    {
        foreach ((Hash256 hash, ContractCode code) in changes.CodesCreated)
            _state.AddCode(in hash, code.Bytes.Span);
        foreach ((StateKey key, EntryChange change) in changes.Entries)
        {
            if (change.Before != change.After)
                _state.Write(in key, change.After);
        }
    }
}
