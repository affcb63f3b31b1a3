using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm;

/// <summary>What instructions can ask about the transaction.</summary>
public unsafe struct EvmOrigin
{
    /// <summary>The account that signed it.</summary>
    public Address Sender;

    /// <summary>What it pays per gas, in wei: base fee and tip.</summary>
    public U256 GasPrice;

    /// <summary>The versioned hashes of its blobs (EIP-4844).</summary>
    public Hash256* BlobHashes;

    /// <summary>How many there are; 0 on a chain without blobs.</summary>
    public int BlobCount;
}
