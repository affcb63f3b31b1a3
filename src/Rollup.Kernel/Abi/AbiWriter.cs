using System.Buffers.Binary;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Abi;

/// <summary>
/// Writes Solidity's <c>abi.encode</c> of static fields: each field is one 32-byte big-endian word. The caller provides
/// 32 bytes per word.
/// </summary>
internal ref struct AbiWriter
{
    /// <summary>The number of bytes of a word.</summary>
    public const int WordSize = 32;

    private Span<byte> _rest;

    /// <summary>Writes to the start of <paramref name="destination"/>.</summary>
    public AbiWriter(Span<byte> destination) => _rest = destination;

    /// <summary>The length of a <c>bytes</c> value's words: the next multiple of 32.</summary>
    public static int PaddedLength(int length) => (length + WordSize - 1) & -WordSize;

    /// <summary>Writes an integer.</summary>
    public void Write(ulong value)
    {
        _rest[..24].Clear();
        BinaryPrimitives.WriteUInt64BigEndian(_rest.Slice(24, 8), value);
        _rest = _rest[WordSize..];
    }

    /// <summary>Writes an integer.</summary>
    public void Write(in U256 value)
    {
        value.WriteBigEndian(_rest);
        _rest = _rest[WordSize..];
    }

    /// <summary>Writes an address, left-padded with zeros.</summary>
    public void Write(in Address value)
    {
        _rest[..12].Clear();
        value.CopyTo(_rest.Slice(12, Address.Size));
        _rest = _rest[WordSize..];
    }

    /// <summary>Writes a <c>bytes32</c>.</summary>
    public void Write(in Hash256 value)
    {
        value.CopyTo(_rest);
        _rest = _rest[WordSize..];
    }

    /// <summary>Writes a <c>bool</c>.</summary>
    public void Write(bool value) => Write(value ? 1UL : 0UL);
}
