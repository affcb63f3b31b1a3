using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rollup.Kernel.Primitives;

/// <summary>32 opaque bytes, in the order in which they are displayed: a hash, a root, a storage key.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Hash256 : IEquatable<Hash256>, IComparable<Hash256>
{
    /// <summary>The number of bytes.</summary>
    public const int Size = 32;

    // Eight bytes of memory each, not numbers: their values depend on the machine's byte order, the bytes do not.
    private readonly ulong _b0;
    private readonly ulong _b8;
    private readonly ulong _b16;
    private readonly ulong _b24;

    private Hash256(ReadOnlySpan<byte> bytes) => this = MemoryMarshal.Read<Hash256>(bytes);

    /// <summary>All bytes zero.</summary>
    public static Hash256 Zero => default;

    /// <summary>Whether all bytes are zero.</summary>
    public bool IsZero => (_b0 | _b8 | _b16 | _b24) == 0;

    /// <summary>Copies the first 32 bytes of <paramref name="bytes"/>.</summary>
    public static Hash256 FromSpan(ReadOnlySpan<byte> bytes) => new(bytes);

    /// <summary>The big-endian encoding of <paramref name="value"/>.</summary>
    public static Hash256 FromU256(in U256 value)
    {
        Span<byte> bytes = stackalloc byte[Size];
        value.WriteBigEndian(bytes);
        return new Hash256(bytes);
    }

    /// <summary>The bytes read as a big-endian integer.</summary>
    public U256 ToU256() => U256.ReadBigEndian(AsSpan());

    /// <summary>The 32 bytes in place.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() => MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in this, 1));

    /// <summary>Writes the 32 bytes to the start of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination) => AsSpan().CopyTo(destination);

    /// <inheritdoc/>
    public bool Equals(Hash256 other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Hash256 other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => (int)(_b0 ^ (_b0 >> 32) ^ _b24);

    /// <inheritdoc/>
    public int CompareTo(Hash256 other) => Compare(in this, in other);

    /// <summary>The order of the bytes, the first ones deciding: negative, zero or positive.</summary>
    public static int Compare(in Hash256 a, in Hash256 b)
    {
        U256 left = a.ToU256();
        U256 right = b.ToU256();
        return U256.Compare(in left, in right);
    }

    /// <summary>Equality of all bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator ==(in Hash256 a, in Hash256 b) =>
        ((a._b0 ^ b._b0) | (a._b8 ^ b._b8) | (a._b16 ^ b._b16) | (a._b24 ^ b._b24)) == 0;

    /// <summary>Inequality.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator !=(in Hash256 a, in Hash256 b) => !(a == b);
}
