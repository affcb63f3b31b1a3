using Rollup.Kernel.Abi;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.Rlp;

namespace Rollup.Kernel.Transactions;

/// <summary>
/// A deposit or forced transaction that L1 queued. On L2 it is the privileged transaction
/// <c>0x7e ‖ rlp([index, from, to, mint, value, gasLimit, refundAddress, data])</c>, whose <c>to</c> is empty for a creation.
/// </summary>
public readonly ref struct QueueItem
{
    /// <summary>The transaction type of items on L2.</summary>
    public const byte TransactionType = 0x7E;

    /// <summary>The most bytes that the encoding adds to the data.</summary>
    private const int MaxEncodingOverhead = 1 + 5 + 9 + (3 * 21) + (2 * 33) + 9 + 5;

    /// <summary>The position in the queue, which makes equal items distinct.</summary>
    public ulong Index { get; init; }

    /// <summary>The sender on L2: the one on L1, moved by <see cref="ProtocolConstants.AliasOffset"/> if it is a contract.</summary>
    public Address From { get; init; }

    /// <summary>The recipient; without meaning for a creation.</summary>
    public Address To { get; init; }

    /// <summary>Whether the data is the init code of a new contract.</summary>
    public bool IsCreation { get; init; }

    /// <summary>The wei credited to the sender before execution: what was locked on L1.</summary>
    public U256 Mint { get; init; }

    /// <summary>The wei to transfer.</summary>
    public U256 Value { get; init; }

    /// <summary>The gas limit; the gas was paid on L1.</summary>
    public ulong GasLimit { get; init; }

    /// <summary>The account that gets the mint if the transaction fails.</summary>
    public Address RefundAddress { get; init; }

    /// <summary>The call data or init code.</summary>
    public ReadOnlySpan<byte> Data { get; init; }

    /// <summary>The number of bytes that <see cref="Encode"/> writes at most.</summary>
    public int MaxEncodedLength => MaxEncodingOverhead + Data.Length;

    /// <summary>keccak(abi.encode(index, from, to, isCreation, mint, value, gasLimit, refundAddress, keccak(data))), as L1 computes it.</summary>
    public Hash256 ItemHash<THost>(ref THost host)
        where THost : struct, IHost, allows ref struct
    {
        Span<byte> encoded = stackalloc byte[9 * AbiWriter.WordSize];
        var writer = new AbiWriter(encoded);
        writer.Write(Index);
        writer.Write(From);
        writer.Write(To);
        writer.Write(IsCreation);
        writer.Write(Mint);
        writer.Write(Value);
        writer.Write(GasLimit);
        writer.Write(RefundAddress);
        writer.Write(Keccak256.Hash(ref host, Data));
        return Keccak256.Hash(ref host, encoded);
    }

    /// <summary>The queue's rolling hash after this item: keccak(abi.encode(<paramref name="before"/>, itemHash)); zero before the first item.</summary>
    public Hash256 RollingHash<THost>(ref THost host, in Hash256 before)
        where THost : struct, IHost, allows ref struct
    {
        Span<byte> encoded = stackalloc byte[2 * AbiWriter.WordSize];
        var writer = new AbiWriter(encoded);
        writer.Write(before);
        writer.Write(ItemHash(ref host));
        return Keccak256.Hash(ref host, encoded);
    }

    /// <summary>Writes the privileged transaction to the start of <paramref name="destination"/>, of at least <see cref="MaxEncodedLength"/> bytes, and returns its length.</summary>
    public int Encode(scoped Span<byte> destination)
    {
        int headLength = EncodeHead(destination);
        Data.CopyTo(destination[headLength..]);
        return headLength + Data.Length;
    }

    /// <summary>The hash of the privileged transaction on L2: Keccak-256 of its encoding.</summary>
    public Hash256 TransactionHash<THost>(ref THost host)
        where THost : struct, IHost, allows ref struct
    {
        Span<byte> head = stackalloc byte[MaxEncodingOverhead];
        int headLength = EncodeHead(head);
        var hasher = default(Keccak256Hasher);
        hasher.Update(ref host, head[..headLength]);
        hasher.Update(ref host, Data);
        return hasher.Finish(ref host);
    }

    /// <summary>Writes everything up to the data's bytes and returns the length.</summary>
    private int EncodeHead(scoped Span<byte> destination)
    {
        Span<byte> buffer = stackalloc byte[MaxEncodingOverhead];
        var fields = new RlpWriter(buffer);
        fields.WriteUInt64(Index);
        fields.WriteAddress(From);
        fields.WriteBytes(IsCreation ? default : To.AsSpan());
        fields.WriteU256(Mint);
        fields.WriteU256(Value);
        fields.WriteUInt64(GasLimit);
        fields.WriteAddress(RefundAddress);
        if (Data.Length != 1 || Data[0] >= 0x80)
            fields.WriteStringHeader(Data.Length);

        var writer = new RlpWriter(destination);
        writer.WriteRaw([TransactionType]);
        writer.WriteListHeader(fields.Length + Data.Length);
        writer.WriteRaw(fields.Written);
        return writer.Length;
    }
}
