using System.Buffers.Binary;
using Rollup.Kernel.Fields;
using Rollup.Recursion.Circuits;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Statements;

namespace Rollup.Recursion.Proving;

/// <summary>
/// A proof of a circuit with what it states: what the steps of <see cref="RecursionProver"/> hand on. Its bytes: "ROLLREC1", the circuit's number (a byte), the public values (4 bytes each, big-endian,
/// canonical), the proof.
/// </summary>
/// <param name="Circuit">The index among the allowed keys, or <see cref="Shrink"/>.</param>
public sealed record StatedProof(int Circuit, KoalaBear[] PublicValues, byte[] Proof)
{
    private const int HeaderBytes = 9, ElementBytes = 4;

    /// <summary>The number of the shrink circuit: the first that is no index among the allowed keys.</summary>
    public const int Shrink = 1 << AllowedKeys.Depth;

    private static ReadOnlySpan<byte> Magic => "ROLLREC1"u8;

    public byte[] Encode()
    {
        byte[] bytes = new byte[HeaderBytes + (ElementBytes * PublicValues.Length) + Proof.Length];
        Magic.CopyTo(bytes);
        bytes[Magic.Length] = (byte)Circuit;
        for (int i = 0; i < PublicValues.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(HeaderBytes + (ElementBytes * i)), PublicValues[i].ToCanonical());
        Proof.CopyTo(bytes, HeaderBytes + (ElementBytes * PublicValues.Length));
        return bytes;
    }

    /// <summary>Null if the bytes are none; the proof itself is not looked at.</summary>
    public static StatedProof? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes || !bytes.StartsWith(Magic))
            return null;
        int circuit = bytes[Magic.Length];
        KoalaBear[] values = new KoalaBear[circuit == Shrink ? ShrunkStatement<KoalaBear>.Length : InnerStatement.Count];
        ReadOnlySpan<byte> rest = bytes[HeaderBytes..];
        if (circuit > Shrink || rest.Length < ElementBytes * values.Length)
            return null;
        for (int i = 0; i < values.Length; i++)
        {
            uint value = BinaryPrimitives.ReadUInt32BigEndian(rest[(ElementBytes * i)..]);
            if (value >= KoalaBear.Modulus)
                return null;
            values[i] = KoalaBear.FromCanonical(value);
        }

        return new(circuit, values, rest[(ElementBytes * values.Length)..].ToArray());
    }
}
