using System.Numerics;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Tests.Blocks;
using Rollup.Kernel.Tests.Crypto;
using Rollup.Kernel.Tests.Protocol;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Tests.Batches;

/// <summary>A private key. Nonces are small numbers: quick to compute with, and harmless in tests only.</summary>
internal sealed class Signer(int number)
{
    private readonly BigInteger _key = 1_000_003 * (BigInteger)(number + 1);
    private int _signatures;

    public Address Address { get; } = AddressOf(1_000_003 * (BigInteger)(number + 1));

    public byte[] Sign(Transaction transaction)
    {
        byte[] buffer = new byte[1000 + transaction.Data.Length + transaction.AccessList.Content.Length + transaction.AuthorizationList.Content.Length];
        int length = TransactionEncoder.WriteSigningPayload(in transaction, buffer);
        (U256 r, U256 s, int parity) = Sign(Keccak256.Hash(buffer.AsSpan(0, length)));
        length = TransactionEncoder.WriteSigned(in transaction, parity, in r, in s, buffer);
        return buffer[..length];
    }

    /// <summary>The RLP of an authorization to delegate to <paramref name="target"/> (EIP-7702).</summary>
    public byte[] Authorize(ulong chainId, Address target, ulong nonce)
    {
        object[] fields = [chainId, target, nonce];
        (U256 r, U256 s, int parity) = Sign(Keccak256.Hash([0x05, .. PlainRlp.Encode(fields)]));
        return PlainRlp.Encode(new object[] { chainId, target, nonce, (ulong)parity, r.ToBigInteger(), s.ToBigInteger() });
    }

    private (U256 R, U256 S, int Parity) Sign(Hash256 hash)
    {
        (U256 r, U256 s, int parity) = PlainCurve.Sign(_key, hash.ToU256().ToBigInteger(), 2 + (_signatures++ % 50));
        return s.ToBigInteger() > PlainCurve.N / 2 ? (r, (PlainCurve.N - s.ToBigInteger()).ToU256(), 1 - parity) : (r, s, parity);
    }

    private static Address AddressOf(BigInteger key)
    {
        (BigInteger x, BigInteger y) = PlainCurve.Multiply(PlainCurve.G, key)!.Value;
        return Address.FromSpan(Keccak256.Hash([.. Hash256.FromU256(x.ToU256()).AsSpan(), .. Hash256.FromU256(y.ToU256()).AsSpan()]).AsSpan()[12..]);
    }
}
