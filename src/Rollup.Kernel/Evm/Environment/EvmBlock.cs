using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Environment;

/// <summary>What instructions can ask about the block.</summary>
public struct EvmBlock
{
    /// <summary>The recipient of the tips.</summary>
    public Address Coinbase;

    /// <summary>In seconds.</summary>
    public ulong Timestamp;

    public ulong Number;

    public ulong GasLimit;

    public ulong ChainId;

    /// <summary>In wei (EIP-1559).</summary>
    public U256 BaseFee;

    /// <summary>EIP-4399.</summary>
    public U256 PrevRandao;

    /// <summary>In wei (EIP-7516); 1, its minimum, on a chain without blobs.</summary>
    public U256 BlobBaseFee;

    /// <summary>The most blobs that a transaction may have (EIP-7840, EIP-7594); used by official forks only.</summary>
    public ulong MaxBlobs;

    /// <summary>The Bridge contract on L1, which is part of every message; used by the rollup's own fork only.</summary>
    public Address Bridge;

    /// <summary>The RollupChain contract on L1; used by the rollup's own fork only.</summary>
    public Address Rollup;

    /// <summary>The most cells of proof that one transaction's precompiles may cost (<see cref="Rules.ProvingCost"/>); used by the rollup's own fork only.</summary>
    public ulong TransactionProvingLimit;

    /// <summary>The most L1 data that one transaction may cause, in bytes (<see cref="DataBound"/>); used by the rollup's own fork only.</summary>
    public ulong MaxTransactionDataBytes;
}

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
