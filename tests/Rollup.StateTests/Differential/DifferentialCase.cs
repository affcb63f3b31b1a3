using System.Text.Json;

namespace Rollup.StateTests.Differential;

/// <summary>A transaction to the first of some contracts, which know each other's addresses by their place.</summary>
/// <param name="Name">Where the case comes from.</param>
/// <param name="Codes">The contracts' codes; an occurrence of a <see cref="Placeholder"/> stands for a contract's address.</param>
/// <param name="Data">The transaction's data.</param>
/// <param name="Value">Its value, in wei.</param>
/// <param name="GasLimit">Its gas limit.</param>
public sealed record DifferentialCase(string Name, IReadOnlyList<byte[]> Codes, byte[] Data, ulong Value, ulong GasLimit)
{
    private const int PlaceholderLength = 20;

    /// <summary>The 20 bytes that stand for the address of a contract.</summary>
    public static byte[] Placeholder(int contract)
    {
        var bytes = new byte[PlaceholderLength];
        Array.Fill(bytes, (byte)(0xd0 + contract));
        return bytes;
    }

    /// <summary>A contract's code with the addresses put in.</summary>
    public byte[] Code(int contract, IReadOnlyList<byte[]> addresses) => Resolve(Codes[contract], addresses);

    /// <summary>The bytes with the contracts' addresses in place of their placeholders.</summary>
    public static byte[] Resolve(byte[] bytes, IReadOnlyList<byte[]> addresses)
    {
        byte[] resolved = [.. bytes];
        for (int i = 0; i < addresses.Count; i++)
        {
            byte[] placeholder = Placeholder(i);
            for (int start = resolved.AsSpan().IndexOf(placeholder); start >= 0; start = resolved.AsSpan().IndexOf(placeholder))
                addresses[i].CopyTo(resolved, start);
        }

        return resolved;
    }

    /// <summary>The case as a file of the corpus.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>A file of the corpus.</summary>
    public static DifferentialCase Parse(string json) => JsonSerializer.Deserialize<DifferentialCase>(json) ?? throw new InvalidDataException("no case");
}
