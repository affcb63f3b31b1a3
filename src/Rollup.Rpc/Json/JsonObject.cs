using System.Text;
using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;

namespace Rollup.Rpc.Json;

/// <summary>Reads the properties of a parameter object; null counts as missing. The first malformed one is remembered in <see cref="Problem"/>.</summary>
internal struct JsonObject(JsonElement value)
{
    /// <summary>What is wrong with the first malformed property; null when nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>The property, if it is there.</summary>
    public readonly bool Has(string name, out JsonElement property) =>
        value.TryGetProperty(name, out property) && property.ValueKind != JsonValueKind.Null;

    /// <summary>An address, if it is there.</summary>
    public Address? Address(string name)
    {
        if (!Has(name, out JsonElement property))
            return null;
        if (property.ValueKind == JsonValueKind.String && HexFormat.TryParseBytes(property.GetString(), out byte[] bytes) && bytes.Length == Kernel.Primitives.Address.Size)
            return Kernel.Primitives.Address.FromSpan(bytes);
        Fail($"{name} must be 0x and 40 hex digits");
        return null;
    }

    /// <summary>A quantity of at most 256 bits, if it is there.</summary>
    public U256? Quantity(string name)
    {
        if (!Has(name, out JsonElement property))
            return null;
        if (property.ValueKind == JsonValueKind.String && HexFormat.TryParseQuantity(property.GetString(), out U256 quantity))
            return quantity;
        Fail($"{name} must be a quantity: 0x and hex digits without leading zeros");
        return null;
    }

    /// <summary>A number of at most 256 bits with or without leading zeros, if it is there: clients pad what is a word rather than a quantity.</summary>
    public U256? Word(string name)
    {
        if (!Has(name, out JsonElement property))
            return null;
        if (property.ValueKind == JsonValueKind.String && HexText.TryReadDigits(Encoding.UTF8.GetBytes(property.GetString()!), out U256 word))
            return word;
        Fail($"{name} must be 0x and 1 to 64 hex digits");
        return null;
    }

    /// <summary>A quantity of at most 64 bits, if it is there.</summary>
    public ulong? ShortQuantity(string name)
    {
        if (Quantity(name) is not { } quantity)
            return null;
        if (!quantity.IsUInt64)
            Fail($"{name} must be below 2^64");
        return quantity.L0;
    }

    /// <summary>Whether a switch is on; it is off if it is not there.</summary>
    public bool Switch(string name)
    {
        if (!Has(name, out JsonElement property))
            return false;
        if (property.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            Fail($"{name} must be true or false");
        return property.ValueKind == JsonValueKind.True;
    }

    /// <summary>Data, if it is there.</summary>
    public byte[]? Data(string name)
    {
        if (!Has(name, out JsonElement property))
            return null;
        if (property.ValueKind == JsonValueKind.String && HexFormat.TryParseBytes(property.GetString(), out byte[] bytes))
            return bytes;
        Fail($"{name} must be data: 0x and an even number of hex digits");
        return null;
    }

    /// <summary>Remembers a problem, unless there is one.</summary>
    public void Fail(string problem) => Problem ??= problem;
}
