using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Transactions;

/// <summary>What a sender signs. Data and access list are slices of the bytes it was read from.</summary>
public readonly ref struct Transaction
{
    /// <summary>The type.</summary>
    public TransactionType Type { get; init; }

    /// <summary>Whether <see cref="ChainId"/> is signed: always, except in legacy transactions from before EIP-155.</summary>
    public bool HasChainId { get; init; }

    /// <summary>The chain id, or 0.</summary>
    public ulong ChainId { get; init; }

    /// <summary>The sender's nonce.</summary>
    public ulong Nonce { get; init; }

    /// <summary>The most the sender pays per gas to the fee vault, in wei; the gas price in types without the field.</summary>
    public U256 MaxPriorityFeePerGas { get; init; }

    /// <summary>The most the sender pays per gas in all, in wei; the gas price in types without the field.</summary>
    public U256 MaxFeePerGas { get; init; }

    /// <summary>The most gas the transaction may use.</summary>
    public ulong GasLimit { get; init; }

    /// <summary>Whether it creates a contract, so that there is no recipient and the data is init code.</summary>
    public bool IsCreation { get; init; }

    /// <summary>The recipient; zero for a creation.</summary>
    public Address To { get; init; }

    /// <summary>The transferred amount, in wei.</summary>
    public U256 Value { get; init; }

    /// <summary>The calldata or init code.</summary>
    public ReadOnlySpan<byte> Data { get; init; }

    /// <summary>The access list; empty in legacy transactions.</summary>
    public AccessList AccessList { get; init; }

    /// <summary>The most that a blob transaction pays per blob gas, in wei (EIP-4844); zero in all others.</summary>
    public U256 MaxFeePerBlobGas { get; init; }

    /// <summary>The versioned hashes of a blob transaction; empty in all others.</summary>
    public BlobHashes BlobHashes { get; init; }

    /// <summary>The authorizations of a set-code transaction (EIP-7702); empty in all others.</summary>
    public AuthorizationList AuthorizationList { get; init; }

    /// <summary>What the sender pays per gas; <paramref name="baseFee"/> does not exceed the maximum fee (EIP-1559).</summary>
    public U256 EffectiveGasPrice(in U256 baseFee) => baseFee + U256.Min(MaxPriorityFeePerGas, MaxFeePerGas - baseFee);
}

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
