using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Chain;

/// <summary>Reads block parameters.</summary>
internal static class BlockParameterExtensions
{
    private const string NumberExpected = "a block number (0x and hex digits without leading zeros) or one of earliest, latest, safe, finalized, pending";
    private const string BlockExpected = NumberExpected + ", or an object with blockNumber or blockHash";

    /// <summary>A required block number or tag.</summary>
    public static BlockSelector BlockNumber(this ref ParameterReader parameters, string name = "block")
    {
        JsonElement value = parameters.Value(name);
        if (!TryReadNumber(value, out BlockSelector block))
            parameters.Invalid(name, NumberExpected); // Keeps the earlier error when there was none to read.
        return block;
    }

    /// <summary>A block number, tag, hash or object of EIP-1898; the newest block when it is missing.</summary>
    public static BlockSelector BlockOrLatest(this ref ParameterReader parameters, string name = "block")
    {
        if (parameters.ValueOrNull() is not { } value)
            return BlockSelector.Latest;
        if (TryReadBlock(value, out BlockSelector block))
            return block;
        parameters.Invalid(name, BlockExpected);
        return default;
    }

    /// <summary>Reads a number or a tag.</summary>
    public static bool TryReadNumber(JsonElement value, out BlockSelector block)
    {
        block = default;
        if (value.ValueKind != JsonValueKind.String)
            return false;
        string text = value.GetString()!;
        BlockTag? tag = text switch
        {
            "earliest" => BlockTag.Earliest,
            "latest" => BlockTag.Latest,
            "safe" => BlockTag.Safe,
            "finalized" => BlockTag.Finalized,
            "pending" => BlockTag.Pending,
            _ => null,
        };
        if (tag is { } known)
            block = BlockSelector.Of(known);
        else if (HexFormat.TryParseQuantity(text, out U256 number) && number.IsUInt64)
            block = BlockSelector.Of(number.L0);
        else
            return false;
        return true;
    }

    /// <summary>Reads a hash.</summary>
    public static bool TryReadHash(JsonElement value, out Hash256 hash)
    {
        hash = default;
        return value.ValueKind == JsonValueKind.String && HexFormat.TryParseHash256(value.GetString(), out hash);
    }

    private static bool TryReadBlock(JsonElement value, out BlockSelector block)
    {
        if (TryReadHash(value, out Hash256 hash))
        {
            block = BlockSelector.Of(hash);
            return true;
        }

        if (value.ValueKind != JsonValueKind.Object)
            return TryReadNumber(value, out block);
        block = default;
        bool hasHash = Has(value, "blockHash", out JsonElement hashValue);
        bool hasNumber = Has(value, "blockNumber", out JsonElement numberValue);
        if (hasHash == hasNumber)
            return false;
        if (hasNumber)
            return TryReadNumber(numberValue, out block);
        if (!TryReadHash(hashValue, out hash))
            return false;
        block = BlockSelector.Of(hash);
        return true;
    }

    private static bool Has(JsonElement value, string name, out JsonElement property) =>
        value.TryGetProperty(name, out property) && property.ValueKind != JsonValueKind.Null;
}
