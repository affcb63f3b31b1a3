using Rollup.Execution.Native;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Evm.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;
using Rollup.Rpc.JsonRpc;
using Rollup.State;
using Rollup.Storage;

namespace Rollup.Rpc.Calls;

/// <summary>
/// Runs calls by the kernel's own rules on an overlay that is thrown away. A call without a price is free, as in geth: the base fee
/// counts as 0, and the balance has to cover the value only.
/// </summary>
internal sealed class CallSimulator(ChainConfig config)
{
    /// <summary>The highest gas limit of a transaction on this chain.</summary>
    public ulong MaxGas { get; } = Math.Min(TransactionRules.MaxGasLimit, config.BlockGasLimit);

    /// <summary>Runs <paramref name="request"/> with <paramref name="gas"/> on the state at the end of <paramref name="block"/>.</summary>
    public CallResponse Run(CallRequest request, BlockRow block, IStateReader state, ulong gas)
    {
        StateOverlay overlay = new(state);
        OverlayAccess access = overlay.Access;
        SoftwareHost host = default;
        BlockContext context = new()
        {
            Config = config,
            Number = block.Number,
            Timestamp = block.Timestamp,
            BaseFee = request.MaxFeePerGas is null ? U256.Zero : block.BaseFee,
        };
        Address from = request.From;
        RlpReader accessListReader = new(request.AccessList);
        AccessList.Read(ref accessListReader, out AccessList accessList);
        Transaction transaction = new()
        {
            Type = TransactionType.DynamicFee,
            Nonce = overlay.GetAccount(in from).Nonce,
            MaxPriorityFeePerGas = request.MaxPriorityFeePerGas,
            MaxFeePerGas = request.MaxFeePerGas ?? default,
            GasLimit = gas,
            IsCreation = request.To is null,
            To = request.To ?? default,
            Value = request.Value,
            Data = request.Data,
            AccessList = accessList,
        };

        using EvmMemory evm = new();
        LogBuffer logs = evm.NewLogBuffer();
        NoTracer tracer = default;
        EvmBlock evmBlock = context.ToEvmBlock();
        TransactionOutcome outcome = TransactionProcessor.Execute<RollupOsaka, SoftwareHost, OverlayAccess, NoTracer>(
            ref evm.Machine, ref host, ref access, ref tracer, in evmBlock, in transaction, in from, ref logs, out TransactionResult result);
        return outcome switch
        {
            TransactionOutcome.Executed => new CallResponse(result.Succeeded, result.GasUsed, evm.Machine.Output.ToArray(), null),
            TransactionOutcome.Invalid => new CallResponse(false, 0, [], Explain(in result, gas)),
            _ => throw new InvalidOperationException($"A simulated call ended with {outcome}."),
        };
    }

    private static RpcError Explain(in TransactionResult result, ulong gas) => (result.Reason, result.RuleError) switch
    {
        (InvalidReason.InsufficientFunds, _) => RpcError.Refused("insufficient funds for gas * price + value"),
        (InvalidReason.FeeBelowBaseFee, _) => RpcError.Refused("max fee per gas less than block base fee"),
        (InvalidReason.SenderHasCode, _) => RpcError.Refused("sender is not an externally owned account"),
        (InvalidReason.BreaksRule, TransactionError.GasLimitBelowIntrinsic or TransactionError.GasLimitBelowFloor) => RpcError.Refused($"intrinsic gas too low: {gas} is not enough for the transaction's data"),
        (InvalidReason.BreaksRule, TransactionError.FeeOverflow) => RpcError.Refused("insufficient funds for gas * price + value"),
        (InvalidReason.BreaksRule, TransactionError error) => RpcError.Refused($"invalid transaction: {error}"),
        (InvalidReason reason, _) => RpcError.Refused($"invalid transaction: {reason}"),
    };
}
