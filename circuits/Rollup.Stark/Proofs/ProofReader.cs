using System.Buffers.Binary;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;

namespace Rollup.Stark.Proofs;

/// <summary>
/// Reads the pieces of <see cref="ProofCodec"/>'s format. After the first failure every read gives an empty value, and nothing larger than the remaining bytes is ever allocated.
/// </summary>
internal sealed class ProofReader<THash>(ReadOnlyMemory<byte> bytes)
    where THash : struct, IHashSuite<THash>
{
    private ReadOnlyMemory<byte> _rest = bytes;

    public bool Failed { get; private set; }

    public bool AtEnd => _rest.IsEmpty;

    public byte ReadByte() => TryTake(1, out ReadOnlySpan<byte> bytes) ? bytes[0] : default;

    /// <summary>A number of <paramref name="bits"/> bits at most, in three bytes.</summary>
    public int ReadPosition(int bits)
    {
        if (!TryTake(3, out ReadOnlySpan<byte> bytes))
            return 0;
        int position = (bytes[0] << 16) | (bytes[1] << 8) | bytes[2];
        Failed |= position >> bits != 0;
        return Failed ? 0 : position;
    }

    public Digest ReadDigest()
    {
        if (!TryTake(THash.NodeBytes, out ReadOnlySpan<byte> bytes))
            return default;
        Span<byte> all = stackalloc byte[Digest.Bytes];
        all.Clear();
        bytes.CopyTo(all);
        Failed |= !THash.TryRead(all, out Digest digest);
        return digest;
    }

    public Digest[] ReadDigests(int count) => Read(count, THash.NodeBytes, ReadDigest);

    public Scalar ReadElement()
    {
        if (!TryTake(4, out ReadOnlySpan<byte> bytes))
            return default;
        uint value = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        Failed |= value >= KoalaBear.Modulus;
        return new(KoalaBear.FromCanonical(value));
    }

    public Scalar[] ReadElements(int count) => Read(count, 4, ReadElement);

    public Extension[] ReadExtensions(int count)
        => Read(count, 4 * ExtensionField.Degree, () => new Extension(ReadElement(), ReadElement(), ReadElement(), ReadElement(), ReadElement()));

    private T[] Read<T>(int count, int size, Func<T> read)
    {
        if (!Has((long)count * size))
            return [];
        T[] values = new T[count];
        for (int i = 0; i < count; i++)
            values[i] = read();
        return values;
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
        bytes = _rest.Span[..count];
        _rest = _rest[count..];
        return true;
    }
}
