using Rollup.Kernel.Batches;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Evm.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Blocks;

/// <summary>
/// Executes one transaction on a state: the sequencer and <see cref="BatchTransition"/> run the same methods, with
/// <see cref="RollupOsaka"/>. Whether the gas limit fits what is left of the block is the caller's question
/// (<see cref="BlockAccumulator.HasRoomFor"/>), asked before. What the call or creation returned is <see cref="EvmMachine.Output"/>.
/// </summary>
public static class TransactionProcessor
{
    /// <summary>
    /// Executes a signed transaction of <paramref name="sender"/>. The fee is effective price = min(maximum fee, base fee + priority fee) per gas
    /// used, of which the base fee is burned and the rest goes to the block's coinbase (EIP-1559). <paramref name="logs"/> is cleared first.
    /// </summary>
    public static TransactionOutcome Execute<TFork, THost, TState, TTracer>(
        ref EvmMachine machine,
        ref THost host,
        ref TState state,
        ref TTracer tracer,
        in EvmBlock block,
        scoped in Transaction transaction,
        in Address sender,
        scoped ref LogBuffer logs,
        out TransactionResult result)
        where TFork : struct, IFork
        where THost : struct, IHost, allows ref struct
        where TState : struct, IEvmState, allows ref struct
        where TTracer : struct, IEvmTracer, allows ref struct
    {
        logs.Clear();
        result = default;
        if (!EvmValidity.TryCheck<TFork, TState>(ref state, in block, in transaction, in sender, out InvalidReason reason, out TransactionError ruleError))
            return TransactionOutcome.StateMissing;
        if (reason != InvalidReason.None)
        {
            result = new TransactionResult { Reason = reason, RuleError = ruleError };
            return TransactionOutcome.Invalid;
        }

        EvmCall call = EvmValidity.Prepare<TFork>(in block, in transaction, in sender);
        EvmFault fault = EvmTransaction.Execute<TFork, THost, TState, TTracer>(
            ref machine, ref host, ref state, ref tracer, in block, in transaction, in call, ref logs, out EvmResult executed);
        return Finish(fault, in executed, in call.GasPrice, logs.Overflowed, out result);
    }

    /// <summary>
    /// Executes an item of the L1 queue, which is never invalid: its mint is credited to the sender and the nonce incremented
    /// without a check; what cannot be executed, or reverts, fails, and then the mint moves on to the refund address. An item that
    /// cannot be executed uses all its gas. Nobody pays on L2. <paramref name="logs"/> is cleared first.
    /// </summary>
    public static TransactionOutcome ExecuteItem<TFork, THost, TState, TTracer>(
        ref EvmMachine machine,
        ref THost host,
        ref TState state,
        ref TTracer tracer,
        in EvmBlock block,
        scoped in QueueItem item,
        scoped ref LogBuffer logs,
        out TransactionResult result)
        where TFork : struct, IFork
        where THost : struct, IHost, allows ref struct
        where TState : struct, IEvmState, allows ref struct
        where TTracer : struct, IEvmTracer, allows ref struct
    {
        logs.Clear();
        EvmFault fault = EvmQueueItem.Execute<TFork, THost, TState, TTracer>(
            ref machine, ref host, ref state, ref tracer, in block, in item, ref logs, out EvmResult executed);
        return Finish(fault, in executed, U256.Zero, logs.Overflowed, out result);
    }

    /// <summary>What the sender pays per gas; <paramref name="baseFee"/> does not exceed the maximum fee (EIP-1559).</summary>
    public static U256 EffectiveGasPrice(scoped in Transaction transaction, in U256 baseFee) =>
        baseFee + U256.Min(transaction.MaxPriorityFeePerGas, transaction.MaxFeePerGas - baseFee);

    private static TransactionOutcome Finish(EvmFault fault, in EvmResult executed, in U256 price, bool logsOverflowed, out TransactionResult result)
    {
        result = new TransactionResult
        {
            Succeeded = executed.Succeeded,
            GasUsed = executed.GasUsed,
            EffectiveGasPrice = price,
            Created = executed.Created,
            DataBytes = executed.DataBytes,
        };
        return fault switch
        {
            EvmFault.None => logsOverflowed ? TransactionOutcome.LogsOverflowed : TransactionOutcome.Executed,
            EvmFault.StateMissing => TransactionOutcome.StateMissing,
            EvmFault.Stopped => TransactionOutcome.Stopped,
            _ => TransactionOutcome.MemoryExhausted,
        };
    }
}
