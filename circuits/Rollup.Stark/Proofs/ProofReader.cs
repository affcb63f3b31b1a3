using System.Buffers.Binary;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Merkle;

namespace Rollup.Stark.Proofs;

/// <summary>
/// Reads the pieces of <see cref="ProofCodec"/>'s format. After the first failure every read gives an empty value, and nothing larger than the remaining bytes is ever allocated.
/// </summary>
internal ref struct ProofReader<THash>(ReadOnlySpan<byte> bytes)
    where THash : struct, IHashSuite<THash>
{
    private ReadOnlySpan<byte> _rest = bytes;

    public bool Failed { get; private set; }

    public readonly bool AtEnd => _rest.IsEmpty;

    public byte ReadByte() => TryTake(1, out ReadOnlySpan<byte> bytes) ? bytes[0] : default;

    public uint ReadWord() => TryTake(4, out ReadOnlySpan<byte> bytes) ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : default;

    public Digest ReadDigest()
    {
        if (!TryTake(Digest.Bytes, out ReadOnlySpan<byte> bytes))
            return default;
        Failed |= !THash.TryRead(bytes, out Digest digest);
        return digest;
    }

    public Extension[] ReadExtensions(int count)
    {
        if (!Has((long)count * 20))
            return [];
        Extension[] values = new Extension[count];
        for (int i = 0; i < count; i++)
            values[i] = new(new Scalar(ReadElement()), new Scalar(ReadElement()), new Scalar(ReadElement()), new Scalar(ReadElement()), new Scalar(ReadElement()));
        return values;
    }

    /// <summary>An opening of matrices of the given widths, with at most <paramref name="maxRows"/> rows of each.</summary>
    public MerkleOpening ReadOpening(int[] widths, int maxRows)
    {
        KoalaBear[][][] rows = new KoalaBear[widths.Length][][];
        for (int matrix = 0; matrix < widths.Length; matrix++)
        {
            int count = (ReadByte() << 8) | ReadByte();
            Failed |= count > maxRows;
            rows[matrix] = ReadRows(count, widths[matrix]);
        }

        uint siblingCount = ReadWord();
        if (!Has((long)siblingCount * Digest.Bytes))
            return new(rows, []);
        Digest[] siblings = new Digest[siblingCount];
        for (int i = 0; i < siblings.Length; i++)
            siblings[i] = ReadDigest();
        return new(rows, siblings);
    }

    private KoalaBear[][] ReadRows(int count, int width)
    {
        if (!Has((long)count * width * 4))
            return [];
        KoalaBear[][] rows = new KoalaBear[count][];
        for (int i = 0; i < count; i++)
        {
            rows[i] = new KoalaBear[width];
            for (int column = 0; column < width; column++)
                rows[i][column] = ReadElement();
        }

        return rows;
    }

    private KoalaBear ReadElement()
    {
        uint value = ReadWord();
        Failed |= value >= KoalaBear.Modulus;
        return KoalaBear.FromCanonical(value);
    }

    private bool Has(long count)
    {
        Failed |= count > _rest.Length;
        return !Failed;
    }

    private bool TryTake(int count, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (!Has(count))
            return false;
        bytes = _rest[..count];
        _rest = _rest[count..];
        return true;
    }
}
