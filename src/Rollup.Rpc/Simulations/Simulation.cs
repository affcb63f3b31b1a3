using Rollup.Execution.Native;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.Transactions;
using Rollup.Rpc.Calls;
using Rollup.Rpc.JsonRpc;
using Rollup.State;
using ChainFork = Rollup.Kernel.Forks.RollupOsaka;

namespace Rollup.Rpc.Simulations;

/// <summary>
/// Runs calls by the kernel's own rules at one place of the chain, with geth's leniency: the nonce, the sender's code and the cap on a transaction's
/// gas do not matter, and a call without a price is free: the base fee counts as 0, and the balance has to cover the value only.
/// </summary>
/// <param name="memory">The EVM's memory.</param>
/// <param name="budget">What ends a call that takes too long.</param>
/// <param name="block">The block that calls run in.</param>
/// <param name="state">The state that calls start from.</param>
internal sealed class Simulation(EvmMemory memory, ExecutionBudget budget, EvmBlock block, IStateReader state)
{
    /// <summary>The state that calls start from, with what they have read of it so far at hand.</summary>
    public StateOverlay State { get; } = new(state);

    /// <summary>The block that calls run in.</summary>
    public EvmBlock Block => block;

    /// <summary>Runs <paramref name="request"/> with <paramref name="gas"/>, and forgets what it changes.</summary>
    public SimulatedCall Run(CallRequest request, ulong gas) => Run(request, gas, new StateOverlay(State), ExecutionObserver.None);

    /// <summary>Runs <paramref name="request"/> with <paramref name="gas"/> in <paramref name="changes"/>, an overlay of <see cref="State"/>, under observation.</summary>
    public SimulatedCall Run(CallRequest request, ulong gas, StateOverlay changes, ExecutionObserver observer)
    {
        if (budget.IsOver)
            return new SimulatedCall { Problem = budget.Reason }; // Runs too short to be stopped add up.
        Transaction transaction = ToTransaction(request, gas);
        EvmBlock place = block;
        if (transaction.MaxFeePerGas.IsZero)
            place.BaseFee = default;
        IntrinsicGas intrinsic = IntrinsicGas.Of<ChainFork>(in transaction);
        if (Refuse(in transaction, request.From, in place) is { } refusal)
            return new SimulatedCall { Problem = refusal };
        if (gas < intrinsic.Required)
            return new SimulatedCall { Problem = RpcError.Refused($"intrinsic gas too low: have {gas}, want {intrinsic.Required}"), LacksIntrinsicGas = true };

        NativeHost host = new(memo: null);
        OverlayAccess access = changes.Access;
        LogBuffer logs = memory.NewLogBuffer(); // Nobody reads them: tracers see logs as they are made.
        EvmCall call = EvmValidity.Prepare<ChainFork>(in place, in transaction, request.From);
        EvmFault fault;
        EvmResult result;
        string? error;
        if (observer == ExecutionObserver.None)
        {
            BudgetTracer tracer = new(budget);
            fault = EvmTransaction.Execute<ChainFork, NativeHost, OverlayAccess, BudgetTracer>(
                ref memory.Machine, ref host, ref access, ref tracer, in place, in transaction, in call, ref logs, out result);
            error = tracer.Error;
        }
        else
        {
            ObserverTracer tracer = new(budget, observer);
            fault = EvmTransaction.Execute<ChainFork, NativeHost, OverlayAccess, ObserverTracer>(
                ref memory.Machine, ref host, ref access, ref tracer, in place, in transaction, in call, ref logs, out result);
            error = tracer.Error;
        }

        budget.GasUsed += fault == EvmFault.None ? result.GasUsedBeforeRefunds : gas;
        if (fault != EvmFault.None)
            return new SimulatedCall { Problem = Explain(fault) };
        return new SimulatedCall
        {
            Outcome = result.Outcome,
            Error = error,
            GasUsed = result.GasUsed,
            GasUsedBeforeRefunds = result.GasUsedBeforeRefunds,
            Output = result.OutputSpan.ToArray(),
        };
    }

    private Transaction ToTransaction(CallRequest request, ulong gas)
    {
        RlpReader accessListReader = new(request.AccessList);
        AccessList.Read(ref accessListReader, out AccessList accessList);
        Address from = request.From;
        return new Transaction
        {
            Type = request.AuthorizationList is null ? TransactionType.DynamicFee : TransactionType.SetCode,
            Nonce = State.GetAccount(in from).Nonce,
            MaxPriorityFeePerGas = request.MaxPriorityFeePerGas,
            MaxFeePerGas = request.MaxFeePerGas ?? default,
            GasLimit = gas,
            IsCreation = request.To is null,
            To = request.To ?? default,
            Value = request.Value,
            Data = request.Data,
            AccessList = accessList,
            AuthorizationList = request.Authorizations(),
        };
    }

    private RpcError? Refuse(in Transaction transaction, Address from, in EvmBlock place)
    {
        U256 balance = State.GetAccount(in from).Balance;
        if (transaction.MaxFeePerGas < place.BaseFee)
            return RpcError.Refused("max fee per gas less than block base fee");
        if (balance < transaction.Value)
            return RpcError.Refused("insufficient funds for transfer");
        bool isAffordable = !U256.MulOverflows(transaction.MaxFeePerGas, transaction.GasLimit, out U256 fee)
            && !U256.AddOverflows(in fee, transaction.Value, out U256 cost) && cost <= balance;
        if (!isAffordable)
            return RpcError.Refused("insufficient funds for gas * price + value");
        return transaction.IsCreation && transaction.Data.Length > EvmLimits.InitCodeSize
            ? RpcError.Refused($"max initcode size exceeded: code size {transaction.Data.Length}, limit {EvmLimits.InitCodeSize}")
            : null;
    }

    private RpcError Explain(EvmFault fault) => fault switch
    {
        EvmFault.Stopped => budget.Reason,
        EvmFault.MemoryExhausted => RpcError.Refused("the call needs more memory than this server gives to one"),
        _ => throw new InvalidOperationException($"A simulated call ended with {fault}."),
    };
}
