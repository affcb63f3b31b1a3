using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm;

/// <summary>What <see cref="EvmTransaction"/> needs to know about a transaction besides its own fields.</summary>
public ref struct EvmCall
{
    /// <summary>The account that signed it, or that L1 sent it for.</summary>
    public Address Sender;

    /// <summary>What the sender pays per gas, in wei.</summary>
    public U256 GasPrice;

    /// <summary>The part of <see cref="GasPrice"/> that is not burned: the tip.</summary>
    public U256 Tip;

    /// <summary>What is charged and burned for blobs (EIP-4844), in wei.</summary>
    public U256 BlobFee;

    /// <summary>Gas charged before anything runs.</summary>
    public ulong IntrinsicGas;

    /// <summary>The least that the transaction uses (EIP-7623).</summary>
    public ulong FloorGas;
}
