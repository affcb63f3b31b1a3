using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;

namespace Rollup.Kernel.Transactions;

/// <summary>A decoded transaction with its signature, over the bytes it was decoded from (see <see cref="TransactionDecoder"/>).</summary>
public readonly ref struct SignedTransaction
{
    /// <summary>What was signed.</summary>
    public Transaction Transaction { get; init; }

    /// <summary>The parity of the y coordinate of the signature's nonce point, 0 or 1.</summary>
    public int YParity { get; init; }

    /// <summary>The signature's r, in [1, n).</summary>
    public U256 R { get; init; }

    /// <summary>The signature's s, in [1, n / 2].</summary>
    public U256 S { get; init; }

    /// <summary>The whole encoding, the type byte included: what <c>eth_sendRawTransaction</c> takes.</summary>
    public ReadOnlySpan<byte> Encoded { get; init; }

    /// <summary>The encoded fields in front of the signature, without the list's prefix.</summary>
    internal ReadOnlySpan<byte> SignedFields { get; init; }

    /// <summary>The transaction hash: Keccak-256 of the encoding.</summary>
    public Hash256 Hash<THost>(ref THost host)
        where THost : struct, IHost, allows ref struct
        => Keccak256.Hash(ref host, Encoded);

    /// <summary>The hash that was signed. The fields are hashed where they lie: canonical decoding makes them their own encoding.</summary>
    public Hash256 SigningHash<THost>(ref THost host)
        where THost : struct, IHost, allows ref struct
    {
        Span<byte> suffixBytes = stackalloc byte[16];
        var suffix = new RlpWriter(suffixBytes);
        if (Transaction.Type == TransactionType.Legacy && Transaction.HasChainId)
            TransactionEncoder.WriteReplayProtection(ref suffix, Transaction.ChainId);

        Span<byte> prefixBytes = stackalloc byte[16];
        var prefix = new RlpWriter(prefixBytes);
        TransactionEncoder.WriteTypeByte(ref prefix, Transaction.Type);
        prefix.WriteListHeader(SignedFields.Length + suffix.Length);

        var hasher = default(Keccak256Hasher);
        hasher.Update(ref host, prefix.Written);
        hasher.Update(ref host, SignedFields);
        hasher.Update(ref host, suffix.Written);
        return hasher.Finish(ref host);
    }

    /// <summary>The address whose key signed; <see cref="TransactionError.SenderNotRecovered"/> when there is none.</summary>
    public TransactionError RecoverSender<THost>(ref THost host, out Address sender)
        where THost : struct, IHost, allows ref struct
    {
        Hash256 signingHash = SigningHash(ref host);
        U256 r = R;
        U256 s = S;
        return host.RecoverAddress(in signingHash, in r, in s, YParity, out sender)
            ? TransactionError.None
            : TransactionError.SenderNotRecovered;
    }
}
