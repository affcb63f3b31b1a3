using Rollup.Kernel.Protocol;
using Rollup.Kernel.Transactions;

namespace Rollup.Sequencer.Pool;

/// <summary>The kernel's transaction rules in the words that Ethereum nodes use.</summary>
internal static class Rejections
{
    /// <summary>The rejection of a transaction that no block may hold.</summary>
    /// <param name="reason">Why; not <see cref="InvalidReason.None"/>, and nothing that depends on the sender.</param>
    /// <param name="error">The rule that it breaks, if that is the reason.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="config">This chain.</param>
    public static Rejection Of(InvalidReason reason, TransactionError error, in Transaction transaction, in ChainConfig config) => reason switch
    {
        InvalidReason.BreaksRule => Of(error, in transaction, config.L2ChainId),
        InvalidReason.TypeUnsupported => new(RejectionReason.Invalid, "transaction type not supported"),
        InvalidReason.FeeBelowBaseFee => new(RejectionReason.FeeTooLow, "max fee per gas less than block base fee: below the minimum base fee of this chain"),
        InvalidReason.GasLimitAboveBlock => new(RejectionReason.GasLimit, $"exceeds block gas limit: gas {transaction.GasLimit}, limit {config.BlockGasLimit}"),
        InvalidReason.MalformedSetCode when transaction.IsCreation => new(RejectionReason.Invalid, "EIP-7702 transaction cannot be used to create contract"),
        InvalidReason.MalformedSetCode => new(RejectionReason.Invalid, "EIP-7702 transaction with empty auth list"),
        InvalidReason.TooManyAuthorizations => new(
            RejectionReason.TooLarge, $"EIP-7702 transaction with too many authorizations: {transaction.AuthorizationList.Count} of them may take more L1 data than the {config.MaxTransactionDataBytes} bytes that a transaction may have"),
        _ => new(RejectionReason.Invalid, $"invalid transaction: {reason}"),
    };

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

/// <summary>A refused submission.</summary>
/// <param name="Reason">Which rule refused it.</param>
/// <param name="Message">What wallets and users see, in the words that Ethereum nodes use.</param>
public sealed record Rejection(RejectionReason Reason, string Message);

/// <summary>Why a submitted transaction was not accepted.</summary>
public enum RejectionReason
{
    /// <summary>Not a canonical encoding of a supported type, or it breaks a rule that holds in any state.</summary>
    Invalid,

    /// <summary>More bytes than the pool takes.</summary>
    TooLarge,

    /// <summary>It names another chain, or none where one is required.</summary>
    WrongChain,

    /// <summary>Nobody can have signed it.</summary>
    InvalidSignature,

    /// <summary>The gas limit does not cover the intrinsic gas.</summary>
    IntrinsicGas,

    /// <summary>The gas limit exceeds the block's.</summary>
    GasLimit,

    /// <summary>The fee cap is below the floor of the base fee.</summary>
    FeeTooLow,

    /// <summary>The sender's account has code other than a delegation (EIP-3607, EIP-7702).</summary>
    SenderHasCode,

    /// <summary>The sender has delegated to code (EIP-7702) and this is not its next transaction.</summary>
    DelegatedSender,

    /// <summary>The sender's account has used the nonce.</summary>
    NonceTooLow,

    /// <summary>The nonce is further ahead than the pool keeps.</summary>
    NonceTooHigh,

    /// <summary>The pool holds this very transaction.</summary>
    AlreadyKnown,

    /// <summary>The pool holds a transaction of the same nonce and the fees are not 10 % higher, or it is being included right now.</summary>
    ReplacementUnderpriced,

    /// <summary>The balance does not cover the sender's transactions in the pool together with this one.</summary>
    InsufficientFunds,

    /// <summary>The pool is full of transactions that pay as much or more.</summary>
    PoolFull,

    /// <summary>More is arriving than can be stored: try again later.</summary>
    Busy,

    /// <summary>This node does not lead, or is stopping: try again later.</summary>
    Unavailable,
}
