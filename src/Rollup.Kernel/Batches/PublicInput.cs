using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;

namespace Rollup.Kernel.Batches;

/// <summary>What a proof states: that on this chain the batch with the one hash is followed by the batch with the other.</summary>
public static class PublicInput
{
    /// <summary>keccak(abi.encode(l1ChainId, rollup, parentBatchHash, batchHash)).</summary>
    public static Hash256 Digest<THost>(ref THost host, ulong l1ChainId, in Address rollup, in Hash256 parentBatchHash, in Hash256 batchHash)
        where THost : struct, IHost, allows ref struct
    {
        Span<byte> encoded = stackalloc byte[4 * AbiWriter.WordSize];
        var writer = new AbiWriter(encoded);
        writer.Write(l1ChainId);
        writer.Write(rollup);
        writer.Write(parentBatchHash);
        writer.Write(batchHash);
        return Keccak256.Hash(ref host, encoded);
    }
}
