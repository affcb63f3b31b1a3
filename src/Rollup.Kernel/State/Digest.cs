using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.State;

/// <summary>
/// A Poseidon2 digest: eight KoalaBear elements, in memory as Montgomery words. <c>default</c>, all zeros, is the digest of
/// an empty subtree. As 32 bytes: each element canonical, four bytes big-endian.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Digest : IEquatable<Digest>
{
    /// <summary>The number of field elements.</summary>
    public const int Length = 8;

    /// <summary>The number of bytes, in memory and encoded.</summary>
    public const int Size = 32;

    // Two Montgomery words each, in memory order: read them through AsSpan.
    private readonly ulong _e0;
    private readonly ulong _e2;
    private readonly ulong _e4;
    private readonly ulong _e6;

    private Digest(ulong e0, ulong e2, ulong e4, ulong e6)
    {
        _e0 = e0;
        _e2 = e2;
        _e4 = e4;
        _e6 = e6;
    }

    /// <summary>The digest of an empty subtree.</summary>
    public static Digest Empty => default;

    /// <summary>Whether this is the digest of an empty subtree.</summary>
    public bool IsEmpty => (_e0 | _e2 | _e4 | _e6) == 0;

    /// <summary>
    /// Whether every element's word is below p, as those of a digest from outside may not be. Adding 2^31 − p to a word below 2^31 reaches bit 31
    /// exactly if the word is p or more, and only a word with that bit set carries into its neighbour.
    /// </summary>
    public bool IsCanonical
    {
        get
        {
            ulong bits = _e0 | (_e0 + BelowPower) | _e2 | (_e2 + BelowPower) | _e4 | (_e4 + BelowPower) | _e6 | (_e6 + BelowPower);
            return (bits & HighBits) == 0;
        }
    }

    private const ulong BelowPower = ((1UL << 31) - KoalaBear.Modulus) * 0x1_0000_0001;
    private const ulong HighBits = 0x8000_0000_8000_0000;

    /// <summary>Copies the first eight elements of <paramref name="elements"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Digest FromElements(ReadOnlySpan<KoalaBear> elements) =>
        MemoryMarshal.Read<Digest>(MemoryMarshal.AsBytes(elements));

    /// <summary>The eight elements in place.</summary>
    [UnscopedRef]
    public ReadOnlySpan<KoalaBear> AsSpan() =>
        MemoryMarshal.Cast<ulong, KoalaBear>(MemoryMarshal.CreateReadOnlySpan(in _e0, Length / 2));

    /// <summary>Reads 32 bytes; false if an element is not below p.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out Digest digest)
    {
        Span<KoalaBear> elements = stackalloc KoalaBear[Length];
        bool canonical = true;
        for (int i = 0; i < Length; i++)
        {
            uint value = BinaryPrimitives.ReadUInt32BigEndian(source.Slice(4 * i, 4));
            canonical &= value < KoalaBear.Modulus;
            elements[i] = KoalaBear.FromCanonical(value);
        }

        digest = canonical ? FromElements(elements) : default;
        return canonical;
    }

    /// <summary>Writes the 32 bytes of the encoded form to the start of <paramref name="destination"/>.</summary>
    public void WriteTo(Span<byte> destination)
    {
        ReadOnlySpan<KoalaBear> elements = AsSpan();
        for (int i = 0; i < Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(destination.Slice(4 * i, 4), elements[i].ToCanonical());
    }

    /// <summary>The encoded form as a <c>bytes32</c>.</summary>
    public Hash256 ToHash256()
    {
        Span<byte> bytes = stackalloc byte[Size];
        WriteTo(bytes);
        return Hash256.FromSpan(bytes);
    }

    /// <inheritdoc/>
    public bool Equals(Digest other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Digest other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => (int)_e0;

    /// <summary>The sum of each two elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Digest operator +(in Digest a, in Digest b) => new(Add(a._e0, b._e0), Add(a._e2, b._e2), Add(a._e4, b._e4), Add(a._e6, b._e6));

    /// <summary>Equality of all elements.</summary>
    public static bool operator ==(in Digest a, in Digest b) =>
        ((a._e0 ^ b._e0) | (a._e2 ^ b._e2) | (a._e4 ^ b._e4) | (a._e6 ^ b._e6)) == 0;

    /// <summary>Inequality.</summary>
    public static bool operator !=(in Digest a, in Digest b) => !(a == b);

    /// <summary>Two sums modulo p at once: words below p do not carry into their neighbours, and a sum less p wraps around to a large number exactly if it is below p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Add(ulong a, ulong b)
    {
        ulong sums = a + b;
        ulong low = (uint)sums;
        ulong high = sums >> 32;
        return Math.Min(low, low - KoalaBear.Modulus) | (Math.Min(high, high - KoalaBear.Modulus) << 32);
    }
}
