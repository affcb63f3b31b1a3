using Rollup.Kernel.Transactions;

namespace Rollup.Sequencer;

/// <summary>The kernel's transaction rules in the words that Ethereum nodes use.</summary>
internal static class Rejections
{
    /// <summary>The rejection of a transaction that breaks a rule.</summary>
    /// <param name="error">The rule; not <see cref="TransactionError.None"/>.</param>
    /// <param name="transaction">The transaction, if it could be decoded.</param>
    /// <param name="chainId">This chain's id.</param>
    public static Rejection Of(TransactionError error, in Transaction transaction, ulong chainId)
    {
        IntrinsicGas intrinsic = IntrinsicGas.Of(in transaction);
        return error switch
        {
            TransactionError.Empty => new(RejectionReason.Invalid, "typed transaction too short"),
            TransactionError.UnsupportedType => new(RejectionReason.Invalid, "transaction type not supported"),
            TransactionError.InvalidRecipient => new(RejectionReason.Invalid, "invalid transaction: the recipient is neither empty nor 20 bytes"),
            TransactionError.InvalidAccessList => new(RejectionReason.Invalid, "invalid transaction: the access list is malformed"),
            TransactionError.InvalidAuthorizationList => new(RejectionReason.Invalid, "invalid transaction: the authorization list is malformed"),
            TransactionError.InvalidChainId => new(RejectionReason.WrongChain, "invalid chain id for signer"),
            TransactionError.InvalidSignature or TransactionError.SenderNotRecovered => new(RejectionReason.InvalidSignature, "invalid transaction v, r, s values"),
            TransactionError.WrongChainId => new(RejectionReason.WrongChain, $"invalid chain id for signer: have {transaction.ChainId} want {chainId}"),
            TransactionError.NonceTooLarge => new(RejectionReason.NonceTooHigh, "nonce has max value"),
            TransactionError.PriorityFeeAboveMaximumFee => new(RejectionReason.Invalid, "max priority fee per gas higher than max fee per gas"),
            TransactionError.FeeOverflow => new(RejectionReason.InsufficientFunds, "insufficient funds for gas * price + value: the fee overflows 256 bits"),
            TransactionError.GasLimitAboveCap => new(RejectionReason.GasLimit, $"transaction gas limit too high (cap: {TransactionRules.MaxGasLimit}, tx: {transaction.GasLimit})"),
            TransactionError.InitCodeTooLarge => new(RejectionReason.Invalid, $"max initcode size exceeded: code size {transaction.Data.Length}, limit {TransactionRules.MaxInitCodeSize}"),
            TransactionError.GasLimitBelowIntrinsic => new(RejectionReason.IntrinsicGas, $"intrinsic gas too low: gas {transaction.GasLimit}, minimum needed {intrinsic.Gas}"),
            TransactionError.GasLimitBelowFloor => new(RejectionReason.IntrinsicGas, $"insufficient gas for floor data gas cost: gas {transaction.GasLimit}, minimum needed {intrinsic.Floor}"),
            _ => new(RejectionReason.Invalid, "rlp: the transaction is not canonically encoded"),
        };
    }
}
