using System.Diagnostics.CodeAnalysis;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Secp256k1;
using Rollup.Storage.L1;

namespace Rollup.Ethereum.Sending;

/// <summary>An unsigned call of type 2 (EIP-1559) that carries no ether and no access list.</summary>
public sealed record Eip1559Transaction(
    ulong ChainId,
    ulong Nonce,
    TransactionFees Fees,
    ulong GasLimit,
    Address To,
    ReadOnlyMemory<byte> Data)
{
    private const byte Type = 2;
    private const int MaxOverhead = 256;

    /// <summary>The part that is recorded before it is signed.</summary>
    public L1TransactionContent Content => new(Nonce, To, Data, GasLimit);

    /// <summary>keccak(0x02 ‖ rlp([chainId, nonce, priority fee, fee, gas, to, value, data, access list])).</summary>
    public Hash256 SigningHash() => Keccak256.Hash(Encode(null));

    /// <summary>The broadcast form with <paramref name="signature"/>.</summary>
    public SignedL1Transaction Sign(Signature signature)
    {
        byte[] raw = Encode(signature);
        return new SignedL1Transaction(raw, Keccak256.Hash(raw));
    }

    /// <summary>Whether <paramref name="raw"/> is this transaction with some signature, and whose.</summary>
    public bool TryMatch(ReadOnlySpan<byte> raw, [NotNullWhen(true)] out SignedL1Transaction? signed, out Address signer)
    {
        signed = null;
        signer = default;
        if (raw.IsEmpty || raw[0] != Type)
            return false;
        var outer = new RlpReader(raw[1..]);
        if (outer.ReadList(out RlpReader fields) != RlpError.None)
            return false;
        for (int i = 0; i < 9; i++)
        {
            if (fields.ReadRaw(out _) != RlpError.None)
                return false;
        }

        if (fields.ReadUInt64(out ulong parity) != RlpError.None || parity > 1
            || fields.ReadU256(out U256 r) != RlpError.None || fields.ReadU256(out U256 s) != RlpError.None)
            return false;

        // Encoding is injective: equal bytes mean equal fields.
        SignedL1Transaction candidate = Sign(new Signature(r, s, (int)parity));
        if (!candidate.Raw.AsSpan().SequenceEqual(raw) || !default(SoftwareHost).RecoverAddress(SigningHash(), r, s, (int)parity, out signer))
            return false;
        signed = candidate;
        return true;
    }

    private byte[] Encode(Signature? signature)
    {
        byte[] buffer = new byte[MaxOverhead + Data.Length];
        var writer = new RlpWriter(buffer);
        writer.WriteRaw([Type]);
        int list = writer.BeginList();
        writer.WriteUInt64(ChainId);
        writer.WriteUInt64(Nonce);
        writer.WriteUInt64(Fees.MaxPriorityFeePerGas);
        writer.WriteUInt64(Fees.MaxFeePerGas);
        writer.WriteUInt64(GasLimit);
        writer.WriteAddress(To);
        writer.WriteUInt64(0);
        writer.WriteBytes(Data.Span);
        writer.EndList(writer.BeginList());
        if (signature is { } s)
        {
            writer.WriteUInt64((ulong)s.YParity);
            writer.WriteU256(s.R);
            writer.WriteU256(s.S);
        }

        writer.EndList(list);
        return writer.Written.ToArray();
    }
}
