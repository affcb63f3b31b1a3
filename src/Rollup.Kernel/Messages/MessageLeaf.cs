using Rollup.Kernel.Abi;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Messages;

/// <summary>
/// The leaf of a message to L1: keccak(keccak(abi.encode(uint256 l2ChainId, address bridge, uint256 nonce, address sender, address target,
/// uint256 value, bytes data))). Hashed twice, so that no leaf can be mistaken for an inner node.
/// </summary>
public static class MessageLeaf
{
    /// <summary>The number of head words: seven parameters, the last one an offset to the data.</summary>
    private const int HeadWords = 7;

    /// <summary>The leaf of the message with the chain-wide number <paramref name="nonce"/>.</summary>
    public static Hash256 Hash<THost>(
        ref THost host, ulong l2ChainId, in Address bridge, in U256 nonce, in Address sender, in Address target, in U256 value, scoped ReadOnlySpan<byte> data)
        where THost : struct, IHost, allows ref struct
    {
        Span<byte> head = stackalloc byte[(HeadWords + 1) * AbiWriter.WordSize];
        var writer = new AbiWriter(head);
        writer.Write(l2ChainId);
        writer.Write(bridge);
        writer.Write(nonce);
        writer.Write(sender);
        writer.Write(target);
        writer.Write(value);
        writer.Write((ulong)(HeadWords * AbiWriter.WordSize));
        writer.Write((ulong)data.Length);

        Span<byte> padding = stackalloc byte[AbiWriter.WordSize];
        padding.Clear();
        var hasher = default(Keccak256Hasher);
        hasher.Update(ref host, head);
        hasher.Update(ref host, data);
        hasher.Update(ref host, padding[..(AbiWriter.PaddedLength(data.Length) - data.Length)]);
        Hash256 inner = hasher.Finish(ref host);
        return Keccak256.Hash(ref host, inner.AsSpan());
    }
}
