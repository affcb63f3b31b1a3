using System.Buffers.Binary;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;

namespace Rollup.Stark.Proofs;

/// <summary>Writes the pieces of <see cref="ProofCodec"/>'s format.</summary>
internal sealed class ProofWriter<THash>
    where THash : struct, IHashSuite<THash>
{
    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    public void WriteByte(byte value) => _bytes.Add(value);

    public void WriteDigest(in Digest digest)
    {
        Span<byte> bytes = stackalloc byte[Digest.Bytes];
        THash.Write(digest, bytes);
        _bytes.AddRange(bytes[..THash.NodeBytes]);
    }

    /// <summary>Three bytes.</summary>
    public void WritePosition(int position)
    {
        WriteByte((byte)(position >> 16));
        WriteByte((byte)(position >> 8));
        WriteByte((byte)position);
    }

    public void WriteElements(Scalar[] values)
    {
        foreach (Scalar value in values)
            WriteWord(value.Value.ToCanonical());
    }

    public void WriteExtensions(Extension[] values) => WriteElements([.. values.SelectMany(value => Enumerable.Range(0, ExtensionField.Degree).Select(i => value[i]))]);

    private void WriteWord(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        _bytes.AddRange(bytes);
    }
}
