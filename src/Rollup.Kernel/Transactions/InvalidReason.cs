namespace Rollup.Kernel.Transactions;

/// <summary>Why a signed transaction may not be in a block at this point.</summary>
public enum InvalidReason
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>It is invalid in any state; a <see cref="TransactionError"/> says why.</summary>
    BreaksRule,

    /// <summary>The maximum fee is below the block's base fee (EIP-1559).</summary>
    FeeBelowBaseFee,

    /// <summary>The gas limit exceeds what a block can hold.</summary>
    GasLimitAboveBlock,

    /// <summary>Its type is not supported by this version.</summary>
    TypeUnsupported,

    /// <summary>The sender has code other than a delegation (EIP-3607, EIP-7702).</summary>
    SenderHasCode,

    /// <summary>The sender has sent a transaction with this nonce already.</summary>
    NonceTooLow,

    /// <summary>A transaction with a lower nonce is missing.</summary>
    NonceTooHigh,

    /// <summary>The sender's balance is below value plus gas limit times maximum fee.</summary>
    InsufficientFunds,

    /// <summary>A set-code transaction creates a contract, or has no authorizations (EIP-7702).</summary>
    MalformedSetCode,

    /// <summary>The authorizations, which no failure undoes, could exceed the L1 data that a transaction may cause.</summary>
    TooManyAuthorizations,

    /// <summary>A blob transaction creates a contract, or has no, too many, or other blobs than KZG ones (EIP-4844).</summary>
    MalformedBlobs,

    /// <summary>The maximum fee per blob gas is below the block's (EIP-4844).</summary>
    BlobFeeBelowBaseFee,
}
