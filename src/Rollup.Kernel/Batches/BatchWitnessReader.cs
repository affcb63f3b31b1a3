using System.Buffers.Binary;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Batches;

/// <summary>
/// Reads fields of a batch's witness: integers little-endian, 256-bit ones big-endian. Every read returns false, and consumes
/// nothing, if the bytes end before the field does.
/// </summary>
internal ref struct BatchWitnessReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>Reads from the start of <paramref name="source"/>.</summary>
    public BatchWitnessReader(ReadOnlySpan<byte> source) => _rest = source;

    /// <summary>Whether everything has been read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>What has not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Reads <paramref name="count"/> bytes.</summary>
    public bool TryReadBytes(uint count, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (count > (uint)_rest.Length)
            return false;
        bytes = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return true;
    }

    /// <summary>Reads an 8-byte length, as many bytes, and the zeros that fill them up to a multiple of eight.</summary>
    public bool TryReadBlob(out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (!TryReadUInt64(out ulong length) || length > (ulong)_rest.Length)
            return false;
        uint padded = ((uint)length + sizeof(ulong) - 1) & ~(uint)(sizeof(ulong) - 1);
        if (!TryReadBytes(padded, out ReadOnlySpan<byte> filled) || filled[(int)length..].IndexOfAnyExcept((byte)0) >= 0)
            return false;
        bytes = filled[..(int)length];
        return true;
    }

    /// <summary>Reads four bytes that are 0 or 1.</summary>
    public bool TryReadFlag(out bool value)
    {
        bool ok = TryReadUInt32(out uint read) && read <= 1;
        value = ok && read == 1;
        return ok;
    }

    /// <summary>Reads four bytes.</summary>
    public bool TryReadUInt32(out uint value)
    {
        bool ok = TryReadBytes(sizeof(uint), out ReadOnlySpan<byte> bytes);
        value = ok ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;
        return ok;
    }

    /// <summary>Reads eight bytes.</summary>
    public bool TryReadUInt64(out ulong value)
    {
        bool ok = TryReadBytes(sizeof(ulong), out ReadOnlySpan<byte> bytes);
        value = ok ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;
        return ok;
    }

    /// <summary>Reads 32 bytes.</summary>
    public bool TryReadU256(out U256 value)
    {
        bool ok = TryReadBytes(U256.Size, out ReadOnlySpan<byte> bytes);
        value = ok ? U256.ReadBigEndian(bytes) : default;
        return ok;
    }

    /// <summary>Reads 32 bytes.</summary>
    public bool TryReadHash256(out Hash256 value)
    {
        bool ok = TryReadBytes(Hash256.Size, out ReadOnlySpan<byte> bytes);
        value = ok ? Hash256.FromSpan(bytes) : default;
        return ok;
    }

    /// <summary>Reads 20 bytes.</summary>
    public bool TryReadAddress(out Address value)
    {
        bool ok = TryReadBytes(Address.Size, out ReadOnlySpan<byte> bytes);
        value = ok ? Address.FromSpan(bytes) : default;
        return ok;
    }

    /// <summary>Reads a queue item, whose index is not in the witness.</summary>
    public bool TryReadQueueItem(ulong index, out QueueItem item)
    {
        item = default;
        if (!TryReadAddress(out Address from)
            || !TryReadAddress(out Address to)
            || !TryReadU256(out U256 mint)
            || !TryReadU256(out U256 value)
            || !TryReadUInt64(out ulong gasLimit)
            || !TryReadAddress(out Address refundAddress)
            || !TryReadFlag(out bool isCreation)
            || !TryReadBlob(out ReadOnlySpan<byte> data))
            return false;
        item = new QueueItem
        {
            Index = index,
            From = from,
            To = to,
            IsCreation = isCreation,
            Mint = mint,
            Value = value,
            GasLimit = gasLimit,
            RefundAddress = refundAddress,
            Data = data,
        };
        return true;
    }
}
