using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Evm;

/// <summary>What blob transactions have to fulfil and to pay besides (EIP-4844); only official forks have them.</summary>
internal static class BlobRules
{
    private const ulong GasPerBlob = 1 << 17;

    /// <summary>The first byte of a hash that commits by KZG.</summary>
    private const byte KzgVersion = 1;

    /// <summary>The conditions that depend on the block only.</summary>
    public static InvalidReason Check(in EvmBlock block, scoped in Transaction transaction)
    {
        int count = transaction.BlobHashes.Count;
        if (transaction.IsCreation || count == 0 || (ulong)count > block.MaxBlobs || !transaction.BlobHashes.HaveVersion(KzgVersion))
            return InvalidReason.MalformedBlobs;
        return transaction.MaxFeePerBlobGas < block.BlobBaseFee ? InvalidReason.BlobFeeBelowBaseFee : InvalidReason.None;
    }

    /// <summary>What the sender pays for the blobs at a fee per blob gas, in wei; false if that exceeds 256 bits.</summary>
    public static bool TryGetFee(scoped in Transaction transaction, in U256 feePerGas, out U256 fee) =>
        !U256.MulOverflows(in feePerGas, GasPerBlob * (ulong)transaction.BlobHashes.Count, out fee);
}
