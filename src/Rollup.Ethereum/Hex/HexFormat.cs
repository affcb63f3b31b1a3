using System.Globalization;
using System.Text;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;

namespace Rollup.Ethereum.Hex;

/// <summary>
/// The kernel's values as the text of Ethereum's JSON-RPC: <em>data</em> is 0x and two digits per byte, a <em>quantity</em> is 0x and
/// the digits without leading zeros (0x0 for zero). Output is lower case; parsing takes either case.
/// </summary>
public static class HexFormat
{
    /// <summary>The bytes as data.</summary>
    public static string ToHex(this ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    /// <summary>The bytes as data.</summary>
    public static string ToHex(this byte[] bytes) => ToHex((ReadOnlySpan<byte>)bytes);

    /// <summary>The 32 bytes as data.</summary>
    public static string ToHex(this Hash256 value) => ToHex(value.AsSpan());

    /// <summary>The 20 bytes as data, in lower case.</summary>
    public static string ToHex(this Address value) => ToHex(value.AsSpan());

    /// <summary>The word as data: 32 bytes, the most significant first.</summary>
    public static string ToHex(this U256 value)
    {
        Span<byte> bytes = stackalloc byte[U256.Size];
        value.WriteBigEndian(bytes);
        return ToHex((ReadOnlySpan<byte>)bytes);
    }

    /// <summary>The number as a quantity.</summary>
    public static string ToQuantity(this ulong value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>The number as a quantity.</summary>
    public static string ToQuantity(this U256 value)
    {
        string digits = ToHex(value).AsSpan(2).TrimStart('0').ToString();
        return digits.Length == 0 ? "0x0" : "0x" + digits;
    }

    /// <summary>The address with the mixed-case checksum of EIP-55.</summary>
    public static string ToChecksum(this Address value)
    {
        char[] digits = Convert.ToHexStringLower(value.AsSpan()).ToCharArray();
        Hash256 hash = Keccak256.Hash(Encoding.ASCII.GetBytes(digits));
        for (int i = 0; i < digits.Length; i++)
        {
            int nibble = (hash.AsSpan()[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0xF;
            if (nibble >= 8)
                digits[i] = char.ToUpperInvariant(digits[i]);
        }

        return "0x" + new string(digits);
    }

    /// <summary>Reads data of any length.</summary>
    public static bool TryParseBytes(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        if (!HasPrefix(text) || text.Length % 2 != 0)
            return false;
        byte[] parsed = new byte[(text.Length - 2) / 2];
        if (Convert.FromHexString(text[2..], parsed, out _, out _) != System.Buffers.OperationStatus.Done)
            return false;
        bytes = parsed;
        return true;
    }

    /// <summary>Reads data of 32 bytes.</summary>
    public static bool TryParseHash256(ReadOnlySpan<char> text, out Hash256 value)
    {
        bool parsed = TryParseBytes(text, out byte[] bytes) && bytes.Length == Hash256.Size;
        value = parsed ? Hash256.FromSpan(bytes) : default;
        return parsed;
    }

    /// <summary>
    /// Reads data of 20 bytes. Digits of one case only are taken as they are; mixed case must be the checksum of EIP-55.
    /// </summary>
    public static bool TryParseAddress(ReadOnlySpan<char> text, out Address value)
    {
        bool parsed = TryParseBytes(text, out byte[] bytes) && bytes.Length == Address.Size;
        value = parsed ? Address.FromSpan(bytes) : default;
        if (parsed && text[2..].ContainsAnyInRange('a', 'f') && text[2..].ContainsAnyInRange('A', 'F'))
            parsed = text[2..].SequenceEqual(value.ToChecksum().AsSpan(2));
        return parsed;
    }

    /// <summary>Reads a quantity; leading zeros, the empty number and more than 256 bits are refused.</summary>
    public static bool TryParseQuantity(ReadOnlySpan<char> text, out U256 value)
    {
        value = default;
        if (!HasPrefix(text) || text.Length == 2 || text.Length > 66 || (text[2] == '0' && text.Length > 3))
            return false;
        if (!TryParseBytes("0x" + text[2..].ToString().PadLeft(64, '0'), out byte[] bytes))
            return false;
        value = U256.ReadBigEndian(bytes);
        return true;
    }

    /// <summary>Reads data of any length that is known to be well formed; throws <see cref="FormatException"/> otherwise.</summary>
    public static byte[] ParseBytes(string text) =>
        TryParseBytes(text, out byte[] bytes) ? bytes : throw new FormatException($"'{text}' is not 0x-prefixed hexadecimal data.");

    /// <summary>Reads 32 bytes that are known to be well formed; throws <see cref="FormatException"/> otherwise.</summary>
    public static Hash256 ParseHash256(string text) =>
        TryParseHash256(text, out Hash256 value) ? value : throw new FormatException($"'{text}' is not 32 bytes of 0x-prefixed hexadecimal data.");

    /// <summary>Reads an address that is known to be well formed; throws <see cref="FormatException"/> otherwise.</summary>
    public static Address ParseAddress(string text) =>
        TryParseAddress(text, out Address value) ? value : throw new FormatException($"'{text}' is not an address, or its checksum is wrong.");

    /// <summary>Reads a quantity that is known to be well formed; throws <see cref="FormatException"/> otherwise.</summary>
    public static U256 ParseQuantity(string text) =>
        TryParseQuantity(text, out U256 value) ? value : throw new FormatException($"'{text}' is not a 0x-prefixed quantity of at most 256 bits.");

    private static bool HasPrefix(ReadOnlySpan<char> text) => text.Length >= 2 && text[0] == '0' && (text[1] | 0x20) == 'x';
}
