using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Blocks;

/// <summary>
/// Ethereum's conditions for a transaction to be in a block, up to Osaka. The room left in the block is <see cref="BlockAccumulator.HasRoomFor"/>.
/// </summary>
public static class TransactionValidity
{
    /// <summary>The conditions that depend on the block only.</summary>
    public static InvalidReason CheckBlock(in BlockContext context, scoped in Transaction transaction, out TransactionError ruleError)
    {
        ruleError = TransactionRules.Check(in transaction, context.Config.L2ChainId);
        if (ruleError != TransactionError.None)
            return InvalidReason.BreaksRule;
        if (transaction.Type > TransactionType.DynamicFee)
            return InvalidReason.TypeUnsupported;
        if (transaction.IsCreation)
            return InvalidReason.CreationUnsupported;
        if (transaction.GasLimit > context.Config.BlockGasLimit)
            return InvalidReason.GasLimitAboveBlock;
        return transaction.MaxFeePerGas < context.BaseFee ? InvalidReason.FeeBelowBaseFee : InvalidReason.None;
    }

    /// <summary>The conditions on the sender, for a transaction that passed <see cref="TransactionRules.Check"/>.</summary>
    public static InvalidReason CheckSender(scoped in Transaction transaction, in AccountState sender) =>
        sender.HasCode ? InvalidReason.SenderHasCode : CheckNonceAndFunds(in transaction, in sender);

    /// <summary>The conditions on the sender's nonce and balance, for a transaction that passed <see cref="TransactionRules.Check"/>.</summary>
    public static InvalidReason CheckNonceAndFunds(scoped in Transaction transaction, in AccountState sender)
    {
        if (transaction.Nonce != sender.Nonce)
            return transaction.Nonce < sender.Nonce ? InvalidReason.NonceTooLow : InvalidReason.NonceTooHigh;
        return U256.AddOverflows(MaxFee(in transaction), transaction.Value, out U256 cost) || sender.Balance < cost
            ? InvalidReason.InsufficientFunds
            : InvalidReason.None;
    }

    /// <summary>The most that the sender can be charged for gas; the rules have excluded an overflow.</summary>
    private static U256 MaxFee(scoped in Transaction transaction) => transaction.MaxFeePerGas * transaction.GasLimit;
}
