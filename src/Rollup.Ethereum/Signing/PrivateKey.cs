using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;

namespace Rollup.Ethereum.Signing;

/// <summary>A secp256k1 private key: libsecp256k1 signs where it is installed, this project's own code elsewhere; both give the same signatures.</summary>
public sealed class PrivateKey
{
    private readonly byte[] _key;

    /// <exception cref="ArgumentException">Not 32 bytes that encode a number in [1, n).</exception>
    public PrivateKey(ReadOnlySpan<byte> key)
    {
        if (!(LibSecp256k1.Instance?.IsPrivateKey(key) ?? ManagedSecp256k1.IsPrivateKey(key)))
            throw new ArgumentException("A private key is 32 bytes, as a number not zero and below the order of secp256k1.", nameof(key));
        _key = key.ToArray();
        byte[] publicKey = LibSecp256k1.Instance?.PublicKey(key) ?? ManagedSecp256k1.PublicKey(key);
        Address = Address.FromSpan(Keccak256.Hash(publicKey).AsSpan()[12..]);
    }

    /// <summary>The key's account.</summary>
    public Address Address { get; }

    /// <summary>The signature of <paramref name="hash"/>, deterministic (RFC 6979), with low s.</summary>
    public Signature Sign(in Hash256 hash) => LibSecp256k1.Instance?.Sign(_key, hash) ?? ManagedSecp256k1.Sign(_key, hash);
}
