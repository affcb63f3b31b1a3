using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;

namespace Rollup.Kernel.Transactions;

/// <summary>
/// Writes transactions, for those who sign them. Results are lengths; a destination that is too short (its length below
/// the result) holds nothing useful, so an empty one measures.
/// </summary>
public static class TransactionEncoder
{
    /// <summary>Writes the bytes whose Keccak-256 the sender signs, and returns how many there are.</summary>
    public static int WriteSigningPayload(in Transaction transaction, Span<byte> destination)
    {
        var writer = new RlpWriter(destination);
        WriteTypeByte(ref writer, transaction.Type);
        int list = writer.BeginList();
        WriteFields(ref writer, in transaction);
        if (transaction.Type == TransactionType.Legacy && transaction.HasChainId)
            WriteReplayProtection(ref writer, transaction.ChainId);
        writer.EndList(list);
        return writer.Length;
    }

    /// <summary>Writes the transaction with its signature, as <c>eth_sendRawTransaction</c> takes it, and returns the length.</summary>
    public static int WriteSigned(in Transaction transaction, int yParity, in U256 r, in U256 s, Span<byte> destination)
    {
        var writer = new RlpWriter(destination);
        WriteTypeByte(ref writer, transaction.Type);
        int list = writer.BeginList();
        WriteFields(ref writer, in transaction);
        U256 v = V(in transaction, yParity);
        writer.WriteU256(in v);
        writer.WriteU256(in r);
        writer.WriteU256(in s);
        writer.EndList(list);
        return writer.Length;
    }

    /// <summary>
    /// The field in front of r and s: the parity for typed transactions; for legacy ones 27 + parity, or 35 + 2 · chain id + parity (EIP-155).
    /// </summary>
    public static U256 V(in Transaction transaction, int yParity)
    {
        U256 parity = (ulong)yParity;
        if (transaction.Type != TransactionType.Legacy)
            return parity;
        if (!transaction.HasChainId)
            return parity + 27;
        U256 chainId = transaction.ChainId;
        return (chainId << 1) + 35 + parity;
    }

    internal static void WriteTypeByte(ref RlpWriter writer, TransactionType type)
    {
        if (type != TransactionType.Legacy)
            writer.WriteRaw([(byte)type]);
    }

    /// <summary>What EIP-155 appends to the fields of a legacy transaction before signing: the chain id and two empty strings.</summary>
    internal static void WriteReplayProtection(ref RlpWriter writer, ulong chainId)
    {
        writer.WriteUInt64(chainId);
        writer.WriteBytes(default);
        writer.WriteBytes(default);
    }

    private static void WriteFields(ref RlpWriter writer, in Transaction transaction)
    {
        if (transaction.Type != TransactionType.Legacy)
            writer.WriteUInt64(transaction.ChainId);
        writer.WriteUInt64(transaction.Nonce);
        if (transaction.Type >= TransactionType.DynamicFee)
            writer.WriteU256(transaction.MaxPriorityFeePerGas);
        writer.WriteU256(transaction.MaxFeePerGas);
        writer.WriteUInt64(transaction.GasLimit);
        if (transaction.IsCreation)
            writer.WriteBytes(default);
        else
            writer.WriteAddress(transaction.To);
        writer.WriteU256(transaction.Value);
        writer.WriteBytes(transaction.Data);
        if (transaction.Type != TransactionType.Legacy)
        {
            writer.WriteListHeader(transaction.AccessList.Content.Length);
            writer.WriteRaw(transaction.AccessList.Content);
        }

        if (transaction.Type == TransactionType.SetCode)
        {
            writer.WriteListHeader(transaction.AuthorizationList.Content.Length);
            writer.WriteRaw(transaction.AuthorizationList.Content);
        }
    }
}
