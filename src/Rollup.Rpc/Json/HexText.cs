using System.Buffers;
using Rollup.Kernel.Primitives;

namespace Rollup.Rpc.Json;

/// <summary>
/// Hexadecimal text of JSON-RPC parameters as UTF-8, read without allocating: <em>data</em> is 0x and two digits per byte, a
/// <em>quantity</em> is 0x and at least one digit without leading zeros (execution-apis, "Hex value encoding").
/// </summary>
internal static class HexText
{
    /// <summary>The number of bytes of well-prefixed data of that text length; −1 when it is not 0x and an even number of digits.</summary>
    public static int DataLength(ReadOnlySpan<byte> text) => HasPrefix(text) && text.Length % 2 == 0 ? (text.Length - 2) / 2 : -1;

    /// <summary>Reads data that fills <paramref name="bytes"/> exactly.</summary>
    public static bool TryReadData(ReadOnlySpan<byte> text, Span<byte> bytes) =>
        DataLength(text) == bytes.Length && Convert.FromHexString(text[2..], bytes, out _, out _) == OperationStatus.Done;

    /// <summary>Reads a quantity below 2^256.</summary>
    public static bool TryReadQuantity(ReadOnlySpan<byte> text, out U256 value)
    {
        bool canonical = text.Length == 3 || (text.Length > 3 && text[2] != (byte)'0');
        value = default;
        return canonical && TryReadDigits(text, out value);
    }

    /// <summary>Reads a number of 1 to 64 digits, leading zeros allowed: both forms in which clients send storage slots.</summary>
    public static bool TryReadDigits(ReadOnlySpan<byte> text, out U256 value)
    {
        value = default;
        if (!HasPrefix(text) || text.Length is < 3 or > 66)
            return false;
        Span<byte> digits = stackalloc byte[64];
        digits.Fill((byte)'0');
        text[2..].CopyTo(digits[(66 - text.Length)..]);
        Span<byte> bytes = stackalloc byte[U256.Size];
        if (Convert.FromHexString(digits, bytes, out _, out _) != OperationStatus.Done)
            return false;
        value = U256.ReadBigEndian(bytes);
        return true;
    }

    private static bool HasPrefix(ReadOnlySpan<byte> text) => text.Length >= 2 && text[0] == '0' && (text[1] | 0x20) == 'x';
}
