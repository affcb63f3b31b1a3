using System.Buffers.Binary;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Abi;

/// <summary>
/// Reads static fields of Solidity's <c>abi.encode</c>, strictly: a word whose unused high bytes are not zero is refused.
/// Every read consumes one word, or returns false and consumes nothing.
/// </summary>
internal ref struct AbiReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>Reads from the start of <paramref name="source"/>.</summary>
    public AbiReader(ReadOnlySpan<byte> source) => _rest = source;

    /// <summary>The bytes not yet read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Reads an integer below 2^64.</summary>
    public bool TryRead(out ulong value)
    {
        value = 0;
        if (!StartsWithZeros(24))
            return false;
        value = BinaryPrimitives.ReadUInt64BigEndian(_rest.Slice(24, 8));
        _rest = _rest[AbiWriter.WordSize..];
        return true;
    }

    /// <summary>Reads an integer below 2^256.</summary>
    public bool TryRead(out U256 value)
    {
        value = default;
        if (!StartsWithZeros(0))
            return false;
        value = U256.ReadBigEndian(_rest);
        _rest = _rest[AbiWriter.WordSize..];
        return true;
    }

    /// <summary>Reads an address.</summary>
    public bool TryRead(out Address value)
    {
        value = default;
        if (!StartsWithZeros(12))
            return false;
        value = Address.FromSpan(_rest.Slice(12, Address.Size));
        _rest = _rest[AbiWriter.WordSize..];
        return true;
    }

    /// <summary>Reads a <c>bytes32</c>.</summary>
    public bool TryRead(out Hash256 value)
    {
        value = default;
        if (!StartsWithZeros(0))
            return false;
        value = Hash256.FromSpan(_rest);
        _rest = _rest[AbiWriter.WordSize..];
        return true;
    }

    private readonly bool StartsWithZeros(int count) =>
        _rest.Length >= AbiWriter.WordSize && _rest[..count].IndexOfAnyExcept((byte)0) < 0;
}
