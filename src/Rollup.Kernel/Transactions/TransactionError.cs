namespace Rollup.Kernel.Transactions;

/// <summary>Why a transaction was refused without looking at any state.</summary>
public enum TransactionError
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The input is empty.</summary>
    Empty,

    /// <summary>The type byte is none of 0x01, 0x02 and 0x04, and the input is no list either.</summary>
    UnsupportedType,

    /// <summary>Not canonical RLP, a field missing or too many, an integer too large for its field, or trailing bytes.</summary>
    InvalidEncoding,

    /// <summary>The recipient is neither 20 bytes nor, except in a set-code transaction, empty.</summary>
    InvalidRecipient,

    /// <summary>The access list is not a list of (20-byte address, list of 32-byte keys).</summary>
    InvalidAccessList,

    /// <summary>The authorization list is not a list of [chain id, 20-byte address, nonce, parity, r, s] (EIP-7702).</summary>
    InvalidAuthorizationList,

    /// <summary>A legacy v is neither 27, 28 nor at least 35, or a chain id exceeds 64 bits.</summary>
    InvalidChainId,

    /// <summary>The parity is not 0 or 1, r or s is outside [1, n), or s is above n / 2 (EIP-2).</summary>
    InvalidSignature,

    /// <summary>No key made this signature.</summary>
    SenderNotRecovered,

    /// <summary>The transaction names another chain.</summary>
    WrongChainId,

    /// <summary>The nonce is 2^64 − 1 (EIP-2681).</summary>
    NonceTooLarge,

    /// <summary>The maximum priority fee exceeds the maximum fee (EIP-1559).</summary>
    PriorityFeeAboveMaximumFee,

    /// <summary>Gas limit times maximum fee exceeds 2^256 − 1.</summary>
    FeeOverflow,

    /// <summary>The gas limit exceeds 2^24 (EIP-7825).</summary>
    GasLimitAboveCap,

    /// <summary>The init code of a creation exceeds 49,152 bytes (EIP-3860).</summary>
    InitCodeTooLarge,

    /// <summary>The gas limit is below the intrinsic gas.</summary>
    GasLimitBelowIntrinsic,

    /// <summary>The gas limit is below the calldata floor (EIP-7623).</summary>
    GasLimitBelowFloor,
}
