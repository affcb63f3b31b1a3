using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;

namespace Rollup.StateTests;

/// <summary>
/// Reads values of the ethereum/tests formats: numbers are hex with 0x, decimal without, or JSON numbers; byte strings may lack their 0x;
/// numbers too large for the protocol are written <c>0x:bigint 0x…</c>. What cannot be read is an <see cref="InvalidDataException"/>.
/// </summary>
public static class StateTestJson
{
    private const string BigPrefix = "0x:bigint ";

    /// <summary>The member of an object, unless it is missing or null.</summary>
    public static bool TryGet(JsonElement json, string name, out JsonElement member)
    {
        member = default;
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out member) && member.ValueKind != JsonValueKind.Null;
    }

    /// <summary>The member of an object.</summary>
    public static JsonElement Get(JsonElement json, string name) =>
        TryGet(json, name, out JsonElement member) ? member : throw new InvalidDataException($"\"{name}\" is missing");

    /// <summary>The item at the index that <paramref name="indexes"/> names.</summary>
    public static JsonElement Item(JsonElement list, JsonElement indexes, string index)
    {
        int i = Get(indexes, index).GetInt32();
        return i >= 0 && i < list.GetArrayLength() ? list[i] : throw new InvalidDataException($"the {index} index {i} is outside of its list");
    }

    /// <summary>A number of any size, not negative.</summary>
    public static BigInteger Big(JsonElement json) => Big(json.ValueKind == JsonValueKind.Number ? json.GetRawText() : json.GetString() ?? "");

    /// <inheritdoc cref="Big(JsonElement)"/>
    public static BigInteger Big(string text)
    {
        if (text.StartsWith(BigPrefix, StringComparison.Ordinal))
            text = text[BigPrefix.Length..];
        if (text.Length == 0)
            return BigInteger.Zero;
        bool isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        bool isNumber = isHex
            ? BigInteger.TryParse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out BigInteger value)
            : BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        return isNumber ? value : throw new InvalidDataException($"\"{text}\" is no number");
    }

    /// <summary>A number below 2^256.</summary>
    public static U256 Number(JsonElement json) => Number(Big(json));

    /// <inheritdoc cref="Number(JsonElement)"/>
    public static U256 Number(BigInteger number)
    {
        byte[] bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        if (bytes.Length > U256.Size)
            throw new InvalidDataException($"{number} does not fit 256 bits");
        byte[] word = new byte[U256.Size];
        bytes.CopyTo(word, U256.Size - bytes.Length);
        return U256.ReadBigEndian(word);
    }

    /// <summary>The number of a member, or <paramref name="otherwise"/> without the member.</summary>
    public static U256 Number(JsonElement json, string name, U256 otherwise = default) => TryGet(json, name, out JsonElement member) ? Number(member) : otherwise;

    /// <summary>A number below 2^64.</summary>
    public static ulong Number64(JsonElement json) =>
        Number(json) is { IsUInt64: true } value ? value.L0 : throw new InvalidDataException($"{json} does not fit 64 bits");

    /// <summary>Bytes in hex.</summary>
    public static byte[] Bytes(JsonElement json)
    {
        string text = json.GetString() ?? "";
        return HexFormat.ParseBytes(text.StartsWith("0x", StringComparison.Ordinal) ? text : "0x" + text);
    }

    /// <summary>20 bytes in hex.</summary>
    public static Address Address(string text) => HexFormat.ParseAddress(text.StartsWith("0x", StringComparison.Ordinal) ? text : "0x" + text);

    /// <inheritdoc cref="Address(string)"/>
    public static Address Address(JsonElement json) => Address(json.GetString() ?? "");
}
