using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rollup.Kernel.Primitives;

/// <summary>A 20-byte account address, its bytes in the order in which they are displayed.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = 20)]
public readonly struct Address : IEquatable<Address>, IComparable<Address>
{
    /// <summary>The number of bytes.</summary>
    public const int Size = 20;

    // Bytes of memory, not numbers: their values depend on the machine's byte order, the bytes do not.
    private readonly ulong _b0;
    private readonly ulong _b8;
    private readonly uint _b16;

    private Address(ReadOnlySpan<byte> bytes) => this = MemoryMarshal.Read<Address>(bytes);

    /// <summary>All bytes zero.</summary>
    public static Address Zero => default;

    /// <summary>Whether all bytes are zero.</summary>
    public bool IsZero => (_b0 | _b8 | _b16) == 0;

    /// <summary>Copies the first 20 bytes of <paramref name="bytes"/>.</summary>
    public static Address FromSpan(ReadOnlySpan<byte> bytes) => new(bytes);

    /// <summary>The low 160 bits of <paramref name="value"/>, big-endian, as the EVM reads an address from a word.</summary>
    public static Address FromU256(in U256 value)
    {
        Span<byte> word = stackalloc byte[U256.Size];
        value.WriteBigEndian(word);
        return new Address(word[(U256.Size - Size)..]);
    }

    /// <summary>The address as an EVM word: twelve zero bytes, then the address.</summary>
    public U256 ToU256()
    {
        ReadOnlySpan<byte> bytes = AsSpan();
        return new U256(
            BinaryPrimitives.ReadUInt64BigEndian(bytes.Slice(12, 8)),
            BinaryPrimitives.ReadUInt64BigEndian(bytes.Slice(4, 8)),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[..4]),
            0);
    }

    /// <summary>The 20 bytes in place.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() => MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in this, 1));

    /// <summary>Writes the 20 bytes to the start of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination) => AsSpan().CopyTo(destination);

    /// <inheritdoc/>
    public bool Equals(Address other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Address other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => (int)(_b0 ^ (_b0 >> 32) ^ _b8 ^ _b16);

    /// <inheritdoc/>
    public int CompareTo(Address other) => Compare(in this, in other);

    /// <summary>The order of the bytes, the first ones deciding: negative, zero or positive.</summary>
    public static int Compare(in Address a, in Address b)
    {
        U256 left = a.ToU256();
        U256 right = b.ToU256();
        return U256.Compare(in left, in right);
    }

    /// <summary>Equality of all bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator ==(in Address a, in Address b) =>
        ((a._b0 ^ b._b0) | (a._b8 ^ b._b8) | (ulong)(a._b16 ^ b._b16)) == 0;

    /// <summary>Inequality.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator !=(in Address a, in Address b) => !(a == b);
}
