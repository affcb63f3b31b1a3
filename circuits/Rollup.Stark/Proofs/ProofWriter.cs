using System.Buffers.Binary;
using Rollup.Kernel.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Merkle;

namespace Rollup.Stark.Proofs;

/// <summary>Writes the pieces of <see cref="ProofCodec"/>'s format.</summary>
internal sealed class ProofWriter<THash>
    where THash : struct, IHashSuite<THash>
{
    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    public void WriteByte(byte value) => _bytes.Add(value);

    public void WriteWord(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        _bytes.AddRange(bytes);
    }

    public void WriteDigest(in Digest digest)
    {
        Span<byte> bytes = stackalloc byte[Digest.Bytes];
        THash.Write(digest, bytes);
        _bytes.AddRange(bytes);
    }

    public void WriteExtensions(Extension[] values)
    {
        foreach (Extension value in values)
        {
            for (int i = 0; i < 5; i++)
                WriteWord(value[i].Value.ToCanonical());
        }
    }

    public void WriteOpening(MerkleOpening opening)
    {
        foreach (KoalaBear[][] rows in opening.Rows)
        {
            WriteByte((byte)(rows.Length >> 8));
            WriteByte((byte)rows.Length);
            foreach (KoalaBear element in rows.SelectMany(row => row))
                WriteWord(element.ToCanonical());
        }

        WriteWord((uint)opening.Siblings.Length);
        foreach (Digest sibling in opening.Siblings)
            WriteDigest(sibling);
    }
}
