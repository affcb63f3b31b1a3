using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Kernel.Primitives;

namespace Rollup.Ethereum.Chain;

/// <summary>Reads the execution API's objects; anything missing or of the wrong shape is an <see cref="L1MalformedException"/>.</summary>
internal static class L1Json
{
    public static T Read<T>(string method, JsonElement element, Func<JsonElement, T> read)
    {
        try
        {
            return read(element);
        }
        catch (Exception e) when (e is not L1Exception)
        {
            // Reading has no other input than the answer: whatever it throws says that the answer is not as specified.
            throw new L1MalformedException($"{method}: {e.Message}", e);
        }
    }

    public static L1Block Block(JsonElement e) => new(
        UInt64(e, "number"),
        Hash(e, "hash"),
        Hash(e, "parentHash"),
        UInt64(e, "timestamp"),
        UInt64(e, "baseFeePerGas"));

    public static L1Log Log(JsonElement e) => new(
        Address(e, "address"),
        [.. e.GetProperty("topics").EnumerateArray().Select(topic => HexFormat.ParseHash256(Text(topic)))],
        Data(e, "data"),
        UInt64(e, "blockNumber"),
        Hash(e, "blockHash"),
        Hash(e, "transactionHash"),
        UInt64(e, "logIndex"));

    public static L1Receipt Receipt(JsonElement e) => new(
        Hash(e, "transactionHash"),
        UInt64(e, "blockNumber"),
        Hash(e, "blockHash"),
        UInt64(e, "status") == 1,
        UInt64(e, "gasUsed"),
        HexFormat.ParseQuantity(Text(e.GetProperty("effectiveGasPrice"))));

    public static L1Transaction Transaction(JsonElement e) => new(
        Hash(e, "hash"),
        Address(e, "from"),
        IsNull(e, "to") ? null : Address(e, "to"),
        UInt64(e, "nonce"),
        Data(e, "input"),
        IsNull(e, "blockNumber") ? null : UInt64(e, "blockNumber"),
        IsNull(e, "blockHash") ? null : Hash(e, "blockHash"));

    public static FeeHistory FeeHistory(JsonElement e) => new(
        [.. e.GetProperty("baseFeePerGas").EnumerateArray().Select(UInt64)],
        IsNull(e, "reward") ? [] : [.. e.GetProperty("reward").EnumerateArray().Select(block => UInt64(block[0]))]);

    public static string Text(JsonElement e) => e.GetString() ?? throw new FormatException("A string is missing.");

    public static ulong UInt64(JsonElement e)
    {
        U256 value = HexFormat.ParseQuantity(Text(e));
        return value.IsUInt64 ? value.L0 : throw new FormatException($"The quantity {Text(e)} does not fit in 64 bits.");
    }

    private static bool IsNull(JsonElement e, string name) =>
        !e.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null;

    private static ulong UInt64(JsonElement e, string name) => UInt64(e.GetProperty(name));

    private static Hash256 Hash(JsonElement e, string name) => HexFormat.ParseHash256(Text(e.GetProperty(name)));

    private static Address Address(JsonElement e, string name) => HexFormat.ParseAddress(Text(e.GetProperty(name)));

    private static byte[] Data(JsonElement e, string name) => HexFormat.ParseBytes(Text(e.GetProperty(name)));
}
