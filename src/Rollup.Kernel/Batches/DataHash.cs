using Rollup.Kernel.Abi;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Batches;

/// <summary>
/// The commitment to a batch's L1 data: keccak(abi.encode(kind, keccak(data), …)), where the kind says how the data reached L1.
/// Further kinds add further words.
/// </summary>
public static class DataHash
{
    /// <summary>The data is in the calldata of the commit, or of publishData.</summary>
    public const ulong CalldataKind = 0;

    /// <summary>The commitment to <paramref name="data"/> given as calldata.</summary>
    public static Hash256 OfCalldata<THost>(ref THost host, scoped ReadOnlySpan<byte> data)
        where THost : struct, IHost, allows ref struct
    {
        Span<byte> encoded = stackalloc byte[2 * AbiWriter.WordSize];
        var writer = new AbiWriter(encoded);
        writer.Write(CalldataKind);
        writer.Write(Keccak256.Hash(ref host, data));
        return Keccak256.Hash(ref host, encoded);
    }
}
