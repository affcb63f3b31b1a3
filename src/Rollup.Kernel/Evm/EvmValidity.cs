using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Evm;

/// <summary>
/// Ethereum's conditions for a transaction to be in a block at a point, contracts included (Yellow Paper, 6). The
/// chain refuses blob transactions. The room left in the block is <see cref="BlockAccumulator.HasRoomFor"/>.
/// </summary>
public static class EvmValidity
{
    /// <summary>
    /// Checks <paramref name="transaction"/> of <paramref name="sender"/> on <paramref name="state"/>; <paramref name="reason"/> is
    /// <see cref="InvalidReason.None"/> if it is valid. False if the state view lacks an entry: nothing is known then.
    /// </summary>
    public static bool TryCheck<TFork, TState>(
        ref TState state,
        in EvmBlock block,
        scoped in Transaction transaction,
        in Address sender,
        out InvalidReason reason,
        out TransactionError ruleError)
        where TFork : struct, IFork
        where TState : struct, IEvmState, allows ref struct
    {
        reason = CheckBlock<TFork>(in block, in transaction, out ruleError);
        if (reason != InvalidReason.None)
            return true;
        if (!state.TryGetAccount(in sender, out AccountState account))
            return false;
        if (account.HasCode)
        {
            if (!state.TryGetCode(account.CodeHash, out CodeView code))
                return false;
            bool isDelegation = TFork.IsPrague && Delegation.TryRead(code.AsSpan(), out _);
            if (!isDelegation)
            {
                reason = InvalidReason.SenderHasCode;
                return true;
            }
        }

        reason = CheckNonceAndFunds<TFork>(in transaction, in account);
        return true;
    }

    /// <summary>The conditions on the sender's nonce and balance, for a transaction that passed <see cref="TransactionRules.Check"/>.</summary>
    private static InvalidReason CheckNonceAndFunds<TFork>(scoped in Transaction transaction, in AccountState sender)
        where TFork : struct, IFork
    {
        if (transaction.Nonce != sender.Nonce)
            return transaction.Nonce < sender.Nonce ? InvalidReason.NonceTooLow : InvalidReason.NonceTooHigh;

        // The rules have excluded an overflow of the product.
        U256 maxFee = transaction.MaxFeePerGas * transaction.GasLimit;
        bool isTooMuch = U256.AddOverflows(in maxFee, transaction.Value, out U256 cost);
        if (!TFork.IsRollup)
        {
            isTooMuch |= !BlobRules.TryGetFee(in transaction, transaction.MaxFeePerBlobGas, out U256 maxBlobFee);
            isTooMuch |= U256.AddOverflows(in cost, in maxBlobFee, out cost);
        }

        return isTooMuch || sender.Balance < cost ? InvalidReason.InsufficientFunds : InvalidReason.None;
    }

    /// <summary>What <see cref="EvmTransaction"/> needs to know about a transaction that <see cref="TryCheck"/> found valid.</summary>
    public static EvmCall Prepare<TFork>(scoped in EvmBlock block, scoped in Transaction transaction, scoped in Address sender)
        where TFork : struct, IFork
    {
        IntrinsicGas intrinsic = IntrinsicGas.Of<TFork>(in transaction);
        U256 price = transaction.EffectiveGasPrice(in block.BaseFee);
        U256 blobFee = default;
        if (!TFork.IsRollup)
            _ = BlobRules.TryGetFee(in transaction, in block.BlobBaseFee, out blobFee);
        return new EvmCall
        {
            Sender = sender,
            GasPrice = price,
            Tip = price - block.BaseFee,
            BlobFee = blobFee,
            IntrinsicGas = intrinsic.Gas,
            FloorGas = intrinsic.Floor,
        };
    }

    /// <summary>The conditions that depend on the block only.</summary>
    public static InvalidReason CheckBlock<TFork>(in EvmBlock block, scoped in Transaction transaction, out TransactionError ruleError)
        where TFork : struct, IFork
    {
        ruleError = TransactionRules.Check<TFork>(in transaction, block.ChainId);
        if (ruleError != TransactionError.None)
            return InvalidReason.BreaksRule;
        bool isSetCode = transaction.Type == TransactionType.SetCode;
        bool isBlob = transaction.Type == TransactionType.Blob;
        if ((isBlob && TFork.IsRollup) || transaction.Type > TransactionType.SetCode || (isSetCode && !TFork.IsPrague))
            return InvalidReason.TypeUnsupported;
        if (isBlob && BlobRules.Check(in block, in transaction) is var reason and not InvalidReason.None)
            return reason;
        if (isSetCode && (transaction.IsCreation || transaction.AuthorizationList.Count == 0))
            return InvalidReason.MalformedSetCode;
        if (TFork.IsRollup && isSetCode && !DataBound.HasRoomForAuthorizations(transaction.AuthorizationList.Count, block.MaxTransactionDataBytes))
            return InvalidReason.TooManyAuthorizations;
        if (transaction.GasLimit > block.GasLimit)
            return InvalidReason.GasLimitAboveBlock;
        return transaction.MaxFeePerGas < block.BaseFee ? InvalidReason.FeeBelowBaseFee : InvalidReason.None;
    }
}
