using Rollup.Kernel.Batches;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Blocks;

/// <summary>
/// Executes one transaction on a state: the sequencer and <see cref="BatchTransition"/> run the same methods. Whether the gas limit fits
/// what is left of the block is the caller's question (<see cref="BlockAccumulator.HasRoomFor"/>), asked before.
/// </summary>
public static class TransactionProcessor
{
    /// <summary>
    /// Executes a signed transaction of <paramref name="sender"/>. The fee is effective price = min(maximum fee, base fee + priority fee) per gas
    /// used, of which the base fee is burned and the rest goes to the fee vault (EIP-1559). <paramref name="logs"/> is cleared first.
    /// </summary>
    public static TransactionOutcome Execute<THost, TState>(
        ref THost host,
        ref TState state,
        in BlockContext context,
        scoped in Transaction transaction,
        in Address sender,
        scoped ref LogBuffer logs,
        out TransactionResult result)
        where THost : struct, IHost, allows ref struct
        where TState : struct, IStateAccess, allows ref struct
    {
        logs.Clear();
        result = default;
        InvalidReason reason = TransactionValidity.CheckBlock(in context, in transaction, out TransactionError ruleError);
        if (reason != InvalidReason.None)
            return Invalid(reason, ruleError, out result);
        if (!state.TryGetAccount(in sender, out AccountState account))
            return TransactionOutcome.StateMissing;
        reason = TransactionValidity.CheckSender(in transaction, in account);
        if (reason != InvalidReason.None)
            return Invalid(reason, TransactionError.None, out result);
        Address to = transaction.To;
        if (!MessageCall.TryClassify(ref state, in to, out Recipient recipient))
            return TransactionOutcome.StateMissing;
        if (recipient == Recipient.Unsupported)
            return Invalid(InvalidReason.RecipientUnsupported, TransactionError.None, out result);

        U256 price = EffectiveGasPrice(in transaction, context.BaseFee);
        if (!TryBuyGas(ref state, in sender, in account, transaction.GasLimit, in price))
            return TransactionOutcome.StateMissing;

        IntrinsicGas intrinsic = IntrinsicGas.Of(in transaction);
        TransactionOutcome outcome = MessageCall.Run(
            ref host, ref state, in context, recipient, in sender, in to, transaction.Value, transaction.Data,
            transaction.GasLimit - intrinsic.Gas, ref logs, out CallResult call);
        if (outcome != TransactionOutcome.Executed)
            return outcome;

        ulong gasUsed = Math.Max(intrinsic.Gas + call.GasUsed, intrinsic.Floor);
        if (!TryReturnGas(ref state, in sender, transaction.GasLimit - gasUsed, in price)
            || !TryPayTip(ref state, in context, gasUsed, in price))
            return TransactionOutcome.StateMissing;

        result = new TransactionResult { Succeeded = call.Succeeded, GasUsed = gasUsed, EffectiveGasPrice = price };
        return TransactionOutcome.Executed;
    }

    /// <summary>
    /// Executes an item of the L1 queue, which is never invalid: its mint is credited to the sender and the nonce incremented
    /// without a check; what cannot be executed, or reverts, fails, and then the mint moves on to the refund address. An item that
    /// cannot be executed uses all its gas. Nobody pays on L2. <paramref name="logs"/> is cleared first.
    /// </summary>
    public static TransactionOutcome ExecuteItem<THost, TState>(
        ref THost host,
        ref TState state,
        in BlockContext context,
        scoped in QueueItem item,
        scoped ref LogBuffer logs,
        out TransactionResult result)
        where THost : struct, IHost, allows ref struct
        where TState : struct, IStateAccess, allows ref struct
    {
        logs.Clear();
        result = default;
        Address from = item.From;
        Address to = item.To;
        U256 mint = item.Mint;
        if (!Balances.TryCredit(ref state, in from, in mint) || !TryIncrementNonce(ref state, in from, out AccountState sender))
            return TransactionOutcome.StateMissing;

        var recipient = Recipient.Unsupported;
        if (!item.IsCreation && !MessageCall.TryClassify(ref state, in to, out recipient))
            return TransactionOutcome.StateMissing;

        IntrinsicGas intrinsic = IntrinsicGas.Of(item.Data, item.IsCreation, accessListAddresses: 0, accessListStorageKeys: 0);
        bool executable = recipient != Recipient.Unsupported && intrinsic.Required <= item.GasLimit && item.Value <= sender.Balance;
        bool succeeded = false;
        ulong gasUsed = item.GasLimit;
        if (executable)
        {
            TransactionOutcome outcome = MessageCall.Run(
                ref host, ref state, in context, recipient, in from, in to, item.Value, item.Data,
                item.GasLimit - intrinsic.Gas, ref logs, out CallResult call);
            if (outcome != TransactionOutcome.Executed)
                return outcome;
            succeeded = call.Succeeded;
            gasUsed = Math.Max(intrinsic.Gas + call.GasUsed, intrinsic.Floor);
        }

        Address refund = item.RefundAddress;
        if (!succeeded && !(Balances.TryDebit(ref state, in from, in mint) && Balances.TryCredit(ref state, in refund, in mint)))
            return TransactionOutcome.StateMissing;

        result = new TransactionResult { Succeeded = succeeded, GasUsed = gasUsed };
        return TransactionOutcome.Executed;
    }

    /// <summary>What the sender pays per gas; <paramref name="baseFee"/> does not exceed the maximum fee (EIP-1559).</summary>
    public static U256 EffectiveGasPrice(scoped in Transaction transaction, in U256 baseFee) =>
        baseFee + U256.Min(transaction.MaxPriorityFeePerGas, transaction.MaxFeePerGas - baseFee);

    /// <summary>Takes the price of the whole gas limit from the sender and counts the transaction.</summary>
    private static bool TryBuyGas<TState>(ref TState state, in Address sender, in AccountState account, ulong gasLimit, in U256 price)
        where TState : struct, IStateAccess, allows ref struct
    {
        AccountState charged = account.WithNonce(account.Nonce + 1).WithBalance(account.Balance - (price * gasLimit));
        return state.TrySetAccount(in sender, in charged);
    }

    private static bool TryReturnGas<TState>(ref TState state, in Address sender, ulong gas, in U256 price)
        where TState : struct, IStateAccess, allows ref struct
        => Balances.TryCredit(ref state, in sender, price * gas);

    private static bool TryPayTip<TState>(ref TState state, in BlockContext context, ulong gasUsed, in U256 price)
        where TState : struct, IStateAccess, allows ref struct
        => Balances.TryCredit(ref state, context.Config.FeeVault, (price - context.BaseFee) * gasUsed);

    /// <summary>Increments the nonce, which stays at 2^64 − 1 once there.</summary>
    private static bool TryIncrementNonce<TState>(ref TState state, in Address address, out AccountState account)
        where TState : struct, IStateAccess, allows ref struct
    {
        if (!state.TryGetAccount(in address, out account))
            return false;
        account = account.WithNonce(account.Nonce == ulong.MaxValue ? ulong.MaxValue : account.Nonce + 1);
        return state.TrySetAccount(in address, in account);
    }

    private static TransactionOutcome Invalid(InvalidReason reason, TransactionError ruleError, out TransactionResult result)
    {
        result = new TransactionResult { Reason = reason, RuleError = ruleError };
        return TransactionOutcome.Invalid;
    }
}
