namespace Rollup.Sequencer;

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
