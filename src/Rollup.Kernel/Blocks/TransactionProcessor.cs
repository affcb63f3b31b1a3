using Rollup.Kernel.Batches;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
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

    private static TransactionOutcome Finish(EvmFault fault, in EvmResult executed, in U256 price, bool logsOverflowed, out TransactionResult result)
    {
        result = new TransactionResult
        {
            Succeeded = executed.Succeeded,
            GasUsed = executed.GasUsed,
            EffectiveGasPrice = price,
            Created = executed.Created,
            DataBytes = executed.DataBytes,
            ProvingCost = executed.ProvingCost,
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

/// <summary>The outcome's details: of an executed transaction what its receipt needs besides the logs, of an invalid one the reason.</summary>
public readonly struct TransactionResult
{
    /// <summary>The receipt's status.</summary>
    public bool Succeeded { get; init; }

    /// <summary>The gas used.</summary>
    public ulong GasUsed { get; init; }

    /// <summary>What the sender paid per gas, in wei: 0 for queue items.</summary>
    public U256 EffectiveGasPrice { get; init; }

    /// <summary>The contract that the transaction itself created; zero if none.</summary>
    public Address Created { get; init; }

    /// <summary>
    /// At most so many bytes does the transaction add to its batch's L1 data, the head of its block apart (<see cref="Evm.DataBound"/>): the
    /// data of a batch never exceeds the sum over its transactions.
    /// </summary>
    public ulong DataBytes { get; init; }

    /// <summary>The cells that the transaction costs to prove (<see cref="Evm.Rules.ProvingCost"/>).</summary>
    public ulong ProvingCost { get; init; }

    /// <summary>Why the transaction is invalid.</summary>
    public InvalidReason Reason { get; init; }

    /// <summary>Which rule it breaks, if the reason is <see cref="InvalidReason.BreaksRule"/>.</summary>
    public TransactionError RuleError { get; init; }
}

/// <summary>What became of an attempt to execute a transaction.</summary>
public enum TransactionOutcome
{
    /// <summary>It took effect, with success or not; the result is complete.</summary>
    Executed,

    /// <summary>It may not be in a block here; the result's reason says why, and the state is as before.</summary>
    Invalid,

    /// <summary>The state has no answer for an entry; the state may have changed and is to be discarded.</summary>
    StateMissing,

    /// <summary>The EVM's memory is too small, below <see cref="Evm.EvmMachine.MinimumBufferSize"/>; the state is to be discarded.</summary>
    MemoryExhausted,

    /// <summary>The tracer stopped the execution; nothing was written.</summary>
    Stopped,

    /// <summary>The logs did not fit their buffer, below <see cref="Evm.EvmLimits.LogBufferSize"/>; the state may have changed and is to be discarded.</summary>
    LogsOverflowed,
}
