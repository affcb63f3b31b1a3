using Rollup.Kernel.Blocks;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;

namespace Rollup.Sequencer.Chain;

/// <summary>Reads the headers that this node has stored.</summary>
internal static class HeaderCodec
{
    /// <summary>The inverse of <see cref="BlockHeader.Encode"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are no header of this chain.</exception>
    public static BlockHeader Decode(ReadOnlySpan<byte> rlp)
    {
        var reader = new RlpReader(rlp);
        if (reader.ReadList(out RlpReader fields) != RlpError.None) throw Malformed();
        Hash256 parentHash = ReadHash(ref fields);
        _ = ReadBytes(ref fields, Hash256.Size); // ommersHash
        Address beneficiary = Address.FromSpan(ReadBytes(ref fields, Address.Size));
        Hash256 stateRoot = ReadHash(ref fields);
        Hash256 transactionsRoot = ReadHash(ref fields);
        Hash256 receiptsRoot = ReadHash(ref fields);
        LogsBloom logsBloom = default;
        ReadBytes(ref fields, Bloom.Size).CopyTo(logsBloom.Bytes);
        _ = ReadNumber(ref fields); // difficulty
        ulong number = ReadNumber(ref fields);
        ulong gasLimit = ReadNumber(ref fields);
        ulong gasUsed = ReadNumber(ref fields);
        ulong timestamp = ReadNumber(ref fields);
        SecondUsage usage = SecondUsage.Read(ReadBytes(ref fields, SecondUsage.Size)); // extraData
        _ = ReadBytes(ref fields, Hash256.Size); // mixHash
        _ = ReadBytes(ref fields, 8);            // nonce
        if (fields.ReadU256(out U256 baseFee) != RlpError.None) throw Malformed();
        var header = new BlockHeader
        {
            ParentHash = parentHash,
            Beneficiary = beneficiary,
            StateRoot = stateRoot,
            TransactionsRoot = transactionsRoot,
            ReceiptsRoot = receiptsRoot,
            LogsBloom = logsBloom,
            Number = number,
            GasLimit = gasLimit,
            GasUsed = gasUsed,
            Timestamp = timestamp,
            SecondUsage = usage,
            BaseFeePerGas = baseFee,
        };

        // The fields that never vary are right if encoding gives the same bytes.
        Span<byte> again = stackalloc byte[BlockHeader.MaxEncodedLength];
        return rlp.SequenceEqual(again[..header.Encode(again)]) ? header : throw Malformed();
    }

    private static Hash256 ReadHash(scoped ref RlpReader fields) => Hash256.FromSpan(ReadBytes(ref fields, Hash256.Size));

    private static ReadOnlySpan<byte> ReadBytes(scoped ref RlpReader fields, int size) =>
        fields.ReadBytes(out ReadOnlySpan<byte> bytes) == RlpError.None && bytes.Length == size ? bytes : throw Malformed();

    private static ulong ReadNumber(scoped ref RlpReader fields) => fields.ReadUInt64(out ulong number) == RlpError.None ? number : throw Malformed();

    private static InvalidDataException Malformed() => new("A stored block header is not one of this chain.");
}
