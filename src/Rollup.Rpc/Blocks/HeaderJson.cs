using System.Text.Json;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Rpc.Json;

namespace Rollup.Rpc.Blocks;

/// <summary>Writes the fields of a stored header, which is Ethereum's RLP, under their names in the execution API.</summary>
internal static class HeaderJson
{
    // The fields in the order of the RLP (Osaka), with whether JSON has them as quantities.
    private static readonly (string Name, bool IsQuantity)[] Fields =
    [
        ("parentHash", false), ("sha3Uncles", false), ("miner", false), ("stateRoot", false), ("transactionsRoot", false),
        ("receiptsRoot", false), ("logsBloom", false), ("difficulty", true), ("number", true), ("gasLimit", true),
        ("gasUsed", true), ("timestamp", true), ("extraData", false), ("mixHash", false), ("nonce", false),
        ("baseFeePerGas", true), ("withdrawalsRoot", false), ("blobGasUsed", true), ("excessBlobGas", true),
        ("parentBeaconBlockRoot", false), ("requestsHash", false),
    ];

    private static readonly int ExtraDataField = Array.FindIndex(Fields, field => field.Name == "extraData");

    /// <summary>What the blocks of the header's second have used together: its extra data.</summary>
    public static SecondUsage ReadUsage(ReadOnlySpan<byte> header)
    {
        RlpReader reader = new(header);
        RlpError error = reader.ReadList(out RlpReader fields);
        ReadOnlySpan<byte> bytes = default;
        for (int i = 0; i <= ExtraDataField && error == RlpError.None; i++)
            error = fields.ReadBytes(out bytes);
        return error == RlpError.None && bytes.Length == SecondUsage.Size
            ? SecondUsage.Read(bytes)
            : throw new InvalidDataException($"A stored block header is damaged: {error}.");
    }

    /// <summary>Writes all fields as properties of the object being written; those that a pending block does not have yet are then null.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> header, bool isPending = false)
    {
        RlpReader reader = new(header);
        RlpError error = reader.ReadList(out RlpReader fields);
        for (int i = 0; i < Fields.Length && error == RlpError.None; i++)
        {
            error = fields.ReadBytes(out ReadOnlySpan<byte> bytes);
            json.WritePropertyName(Fields[i].Name);
            if (isPending && Fields[i].Name is "miner" or "nonce")
                json.WriteNullValue();
            else if (Fields[i].IsQuantity)
                json.WriteQuantity(U256.ReadBigEndianShort(bytes));
            else
                json.WriteData(bytes);
        }

        if (error != RlpError.None)
            throw new InvalidDataException($"A stored block header is damaged: {error}.");
    }
}
