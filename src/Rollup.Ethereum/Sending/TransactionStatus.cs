namespace Rollup.Ethereum.Sending;

/// <summary>
/// Where one of the operator's L1 transactions is. The numbers are stored.
/// <code>
/// (recorded) ──▶ Pending ──receipt──▶ Mined ──depth──▶ Confirmed
///                 │  │ ▲                │
///                 │  │ └─────reorg──────┘
///                 │  └──mined, but reverted──▶ Reverted
///                 └──nonce used by another transaction, or unreachable──▶ Displaced
/// </code>
/// Pending and Mined transactions are live: they are tracked, and block another one for the same purpose.
/// </summary>
public enum TransactionStatus : short
{
    /// <summary>Recorded and broadcast (again, if need be); not on the chain.</summary>
    Pending = 0,

    /// <summary>Succeeded in a block that may still be reorganised away.</summary>
    Mined = 1,

    /// <summary>Succeeded, as deep in the chain as was asked for.</summary>
    Confirmed = 2,

    /// <summary>Used its nonce and gas for nothing.</summary>
    Reverted = 3,

    /// <summary>Cannot be mined any more (or not at its nonce): what it was for has to be planned again.</summary>
    Displaced = 4,
}
