using Rollup.Kernel.Crypto.Secp256k1;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;

namespace Rollup.Kernel.Transactions;

/// <summary>
/// Decodes signed transactions: legacy, EIP-2930, EIP-1559 and EIP-7702, for official forks EIP-4844 too. Only the one canonical encoding is accepted, so that
/// the hash of a transaction names it; a signature's r and s are in range and s is low (EIP-2).
/// </summary>
public static class TransactionDecoder
{
    /// <summary>Decodes all of <paramref name="input"/>, which the result refers to, by the rules of the chain.</summary>
    public static TransactionError Decode(ReadOnlySpan<byte> input, out SignedTransaction transaction) => Decode<RollupOsaka>(input, out transaction);

    /// <summary>Decodes all of <paramref name="input"/>, which the result refers to, if its type exists by the rules of the fork.</summary>
    public static TransactionError Decode<TFork>(ReadOnlySpan<byte> input, out SignedTransaction transaction)
        where TFork : struct, IFork
    {
        transaction = default;
        if (input.IsEmpty)
            return TransactionError.Empty;
        TransactionType type = input[0] >= 0xC0 ? TransactionType.Legacy : (TransactionType)input[0];
        bool isKnown = input[0] >= 0xC0
            || type is TransactionType.AccessList or TransactionType.DynamicFee
            || (type == TransactionType.Blob && !TFork.IsRollup)
            || (type == TransactionType.SetCode && TFork.IsPrague);
        if (!isKnown)
            return TransactionError.UnsupportedType;

        var reader = new RlpReader(type == TransactionType.Legacy ? input : input[1..]);
        if (reader.ReadList(out RlpReader fields) != RlpError.None || !reader.IsAtEnd)
            return TransactionError.InvalidEncoding;

        ReadOnlySpan<byte> content = fields.Rest;
        TransactionError error = ReadFields(ref fields, type, out Transaction unsigned);
        if (error != TransactionError.None)
            return error;

        ReadOnlySpan<byte> signedFields = content[..(content.Length - fields.Rest.Length)];
        if (fields.ReadU256(out U256 v) != RlpError.None
            || fields.ReadU256(out U256 r) != RlpError.None
            || fields.ReadU256(out U256 s) != RlpError.None
            || !fields.IsAtEnd)
        {
            return TransactionError.InvalidEncoding;
        }

        bool hasChainId = true;
        ulong chainId = unsigned.ChainId;
        int yParity = 0;
        if (type == TransactionType.Legacy)
            error = ReadLegacyV(in v, out hasChainId, out chainId, out yParity);
        else if (v <= U256.One)
            yParity = (int)v.L0;
        else
            error = TransactionError.InvalidSignature;
        if (error == TransactionError.None && !IsSignatureInRange(in r, in s))
            error = TransactionError.InvalidSignature;
        if (error != TransactionError.None)
            return error;

        transaction = new SignedTransaction
        {
            Transaction = unsigned with { HasChainId = hasChainId, ChainId = chainId },
            YParity = yParity,
            R = r,
            S = s,
            Encoded = input,
            SignedFields = signedFields,
        };
        return TransactionError.None;
    }

    /// <summary>Reads the fields in front of the signature; the chain id of a legacy transaction is not among them.</summary>
    private static TransactionError ReadFields(scoped ref RlpReader fields, TransactionType type, out Transaction transaction)
    {
        transaction = default;
        U256 chainId = default;
        if (type != TransactionType.Legacy && fields.ReadU256(out chainId) != RlpError.None)
            return TransactionError.InvalidEncoding;
        if (!chainId.IsUInt64)
            return TransactionError.InvalidChainId;

        if (fields.ReadUInt64(out ulong nonce) != RlpError.None
            || fields.ReadU256(out U256 maxPriorityFee) != RlpError.None)
        {
            return TransactionError.InvalidEncoding;
        }

        U256 maxFee = maxPriorityFee;
        if (type >= TransactionType.DynamicFee && fields.ReadU256(out maxFee) != RlpError.None)
            return TransactionError.InvalidEncoding;
        if (fields.ReadUInt64(out ulong gasLimit) != RlpError.None
            || fields.ReadBytes(out ReadOnlySpan<byte> to) != RlpError.None)
        {
            return TransactionError.InvalidEncoding;
        }

        if (to.Length != Address.Size && (to.Length != 0 || type == TransactionType.SetCode))
            return TransactionError.InvalidRecipient;
        if (fields.ReadU256(out U256 value) != RlpError.None
            || fields.ReadBytes(out ReadOnlySpan<byte> data) != RlpError.None)
        {
            return TransactionError.InvalidEncoding;
        }

        AccessList accessList = default;
        if (type != TransactionType.Legacy && AccessList.Read(ref fields, out accessList) != RlpError.None)
            return TransactionError.InvalidAccessList;
        U256 maxFeePerBlobGas = default;
        BlobHashes blobHashes = default;
        if (type == TransactionType.Blob
            && (fields.ReadU256(out maxFeePerBlobGas) != RlpError.None || BlobHashes.Read(ref fields, out blobHashes) != RlpError.None))
        {
            return TransactionError.InvalidEncoding;
        }

        AuthorizationList authorizations = default;
        if (type == TransactionType.SetCode && AuthorizationList.Read(ref fields, out authorizations) != RlpError.None)
            return TransactionError.InvalidAuthorizationList;

        transaction = new Transaction
        {
            Type = type,
            HasChainId = true,
            ChainId = chainId.L0,
            Nonce = nonce,
            MaxPriorityFeePerGas = maxPriorityFee,
            MaxFeePerGas = maxFee,
            GasLimit = gasLimit,
            IsCreation = to.IsEmpty,
            To = to.IsEmpty ? default : Address.FromSpan(to),
            Value = value,
            Data = data,
            AccessList = accessList,
            MaxFeePerBlobGas = maxFeePerBlobGas,
            BlobHashes = blobHashes,
            AuthorizationList = authorizations,
        };
        return TransactionError.None;
    }

    /// <summary>Splits a legacy v: 27 + parity without a chain id, 35 + 2 · chain id + parity with one (EIP-155).</summary>
    private static TransactionError ReadLegacyV(in U256 v, out bool hasChainId, out ulong chainId, out int yParity)
    {
        hasChainId = false;
        chainId = 0;
        yParity = 0;
        if (v.IsUInt64 && v.L0 is (27 or 28))
        {
            yParity = (int)v.L0 - 27;
            return TransactionError.None;
        }

        U256 rest = v - 35;
        U256 id = rest >> 1;
        if (v < 35 || !id.IsUInt64)
            return TransactionError.InvalidChainId;
        hasChainId = true;
        chainId = id.L0;
        yParity = (int)(rest.L0 & 1);
        return TransactionError.None;
    }

    private static bool IsSignatureInRange(in U256 r, in U256 s) =>
        !r.IsZero && !s.IsZero && r < Secp256k1Curve.Order && s <= Secp256k1Curve.HalfOrder;
}
