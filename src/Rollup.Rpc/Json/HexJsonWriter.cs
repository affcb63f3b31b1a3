using System.Buffers;
using System.Text.Json;
using Rollup.Kernel.Primitives;

namespace Rollup.Rpc.Json;

/// <summary>Writes the kernel's values as JSON strings of lower-case hexadecimal digits: data and quantities (see <see cref="HexText"/>).</summary>
internal static class HexJsonWriter
{
    private const int StackLimit = 512;

    /// <summary>Writes bytes as data.</summary>
    public static void WriteData(this Utf8JsonWriter json, ReadOnlySpan<byte> bytes)
    {
        int length = 2 + (2 * bytes.Length);
        byte[]? rented = length > StackLimit ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> text = rented is null ? stackalloc byte[StackLimit] : rented;
        "0x"u8.CopyTo(text);
        Convert.TryToHexStringLower(bytes, text[2..], out _);
        json.WriteStringValue(text[..length]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Writes a property of bytes as data.</summary>
    public static void WriteData(this Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes)
    {
        json.WritePropertyName(name);
        json.WriteData(bytes);
    }

    /// <summary>Writes a property of 32 bytes as data.</summary>
    public static void WriteData(this Utf8JsonWriter json, ReadOnlySpan<byte> name, in Hash256 value) => json.WriteData(name, value.AsSpan());

    /// <summary>Writes a property of an address as data.</summary>
    public static void WriteData(this Utf8JsonWriter json, ReadOnlySpan<byte> name, in Address value) => json.WriteData(name, value.AsSpan());

    /// <summary>Writes a number as a quantity.</summary>
    public static void WriteQuantity(this Utf8JsonWriter json, in U256 value)
    {
        Span<byte> bytes = stackalloc byte[U256.Size];
        value.WriteBigEndian(bytes);
        Span<byte> text = stackalloc byte[2 + (2 * U256.Size)];
        Convert.TryToHexStringLower(bytes, text[2..], out _);
        int digits = Math.Max(1, (value.BitLength + 3) / 4);
        Span<byte> shortest = text[(text.Length - digits - 2)..];
        "0x"u8.CopyTo(shortest);
        json.WriteStringValue(shortest);
    }

    /// <summary>Writes a property of a number as a quantity.</summary>
    public static void WriteQuantity(this Utf8JsonWriter json, ReadOnlySpan<byte> name, in U256 value)
    {
        json.WritePropertyName(name);
        json.WriteQuantity(in value);
    }

    /// <summary>Writes a property of a number as a quantity.</summary>
    public static void WriteQuantity(this Utf8JsonWriter json, ReadOnlySpan<byte> name, ulong value)
    {
        U256 wide = value;
        json.WriteQuantity(name, in wide);
    }

    /// <summary>Writes a property of a number as a quantity, or null.</summary>
    public static void WriteQuantityOrNull(this Utf8JsonWriter json, ReadOnlySpan<byte> name, ulong? value)
    {
        if (value is { } number)
            json.WriteQuantity(name, number);
        else
            json.WriteNull(name);
    }

    /// <summary>Writes a property of 32 bytes as data, or null.</summary>
    public static void WriteDataOrNull(this Utf8JsonWriter json, ReadOnlySpan<byte> name, in Hash256? value)
    {
        if (value is { } hash)
            json.WriteData(name, in hash);
        else
            json.WriteNull(name);
    }
}
