namespace Rollup.Kernel.Transactions;

/// <summary>The signed transaction types (EIP-2718); the value is the type byte, and the type in JSON-RPC.</summary>
public enum TransactionType : byte
{
    /// <summary>A plain RLP list, with or without the chain id of EIP-155 in v.</summary>
    Legacy = 0,

    /// <summary>EIP-2930: a gas price and an access list.</summary>
    AccessList = 1,

    /// <summary>EIP-1559: a maximum fee, a maximum priority fee and an access list.</summary>
    DynamicFee = 2,

    /// <summary>EIP-4844: not decoded and refused by the chain; the official forks, which only state tests run, execute it.</summary>
    Blob = 3,

    /// <summary>EIP-7702: as <see cref="DynamicFee"/>, with an authorization list.</summary>
    SetCode = 4,
}
