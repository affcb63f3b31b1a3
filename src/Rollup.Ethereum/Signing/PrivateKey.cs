using Rollup.Kernel.Primitives;
using Rollup.Secp256k1;

namespace Rollup.Ethereum.Signing;

/// <summary>A secp256k1 private key.</summary>
public sealed class PrivateKey
{
    private readonly byte[] _key;

    /// <exception cref="ArgumentException">Not 32 bytes that encode a number in [1, n).</exception>
    public PrivateKey(ReadOnlySpan<byte> key)
    {
        if (!LibSecp256k1.IsPrivateKey(key))
            throw new ArgumentException("A private key is 32 bytes, as a number not zero and below the order of secp256k1.", nameof(key));
        _key = key.ToArray();
        Address = LibSecp256k1.AddressOf(key);
    }

    /// <summary>The key's account.</summary>
    public Address Address { get; }

    /// <summary>The signature of <paramref name="hash"/>, deterministic (RFC 6979), with low s.</summary>
    public Signature Sign(in Hash256 hash) => LibSecp256k1.Sign(_key, hash);
}
