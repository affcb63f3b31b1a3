using System.Globalization;
using Rollup.Ethereum.Hex;

namespace Rollup.Contracts.Abi;

/// <summary>Names the reason of a revert: <c>Error(string)</c>, <c>Panic(uint256)</c>, or one of a contract's own errors.</summary>
public sealed class RevertReason(IReadOnlyList<AbiSignature> customErrors)
{
    private static readonly AbiSignature Error = new("Error(string)");
    private static readonly AbiSignature Panic = new("Panic(uint256)");

    /// <summary>A text for <paramref name="data"/>: a message, an error with its words, or the bytes in hex if nothing is known.</summary>
    public string Describe(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return "no reason given";
        try
        {
            if (Error.Selects(data))
                return System.Text.Encoding.UTF8.GetString(new AbiDecoder(data[4..]).ReadBytes());
            if (Panic.Selects(data))
                return string.Create(CultureInfo.InvariantCulture, $"Panic(0x{new AbiDecoder(data[4..]).ReadUInt64():x2})");
            foreach (AbiSignature error in customErrors)
            {
                if (error.Selects(data))
                    return DescribeCustom(error, data[4..]);
            }
        }
        catch (FormatException)
        {
            // Not what its selector promises: the bytes say more than a guess.
        }

        return data.ToHex();
    }

    private static string DescribeCustom(AbiSignature error, ReadOnlySpan<byte> arguments)
    {
        string name = error.Text[..error.Text.IndexOf('(', StringComparison.Ordinal)];
        var words = new List<string>();
        for (; arguments.Length >= 32; arguments = arguments[32..])
            words.Add(Kernel.Primitives.U256.ReadBigEndian(arguments).ToQuantity());
        return $"{name}({string.Join(", ", words)})";
    }
}
