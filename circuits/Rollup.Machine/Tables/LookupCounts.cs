using System.Numerics;
using System.Runtime.CompilerServices;

namespace Rollup.Machine.Tables;

/// <summary>Counts what rows send to <see cref="Buses.Range"/>, <see cref="Buses.BytePair"/> and <see cref="Buses.ByteAnd"/>. Not thread-safe.</summary>
public sealed class LookupCounts
{
    /// <summary>The most bits of a range.</summary>
    public const int RangeBits = 16;

    /// <summary>Ranges of 0 to 16 bits have 2^17 − 1 values together.</summary>
    public const int RangeRows = 1 << (RangeBits + 1);

    /// <summary>Pairs of bytes.</summary>
    public const int PairRows = 1 << 16;

    private readonly uint[] _range = new uint[RangeRows];

    private readonly uint[] _bytePair = new uint[PairRows];

    private readonly uint[] _byteAnd = new uint[PairRows];

    /// <summary>The row of the range table that holds (<paramref name="value"/>, <paramref name="bits"/>): ranges follow each other by their bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RangeRow(uint value, int bits) => (1 << bits) - 1 + (int)value;

    /// <summary>The message of row <paramref name="row"/> of the range table; the last row, which is one too many, is (0, 0) like the first.</summary>
    public static (uint Value, int Bits) RangeOf(int row)
    {
        if (row == RangeRows - 1)
            return (0, 0);
        int bits = BitOperations.Log2((uint)row + 1);
        return ((uint)(row + 1 - (1 << bits)), bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Range16(uint value) => Range(value, RangeBits);

    /// <summary><paramref name="value"/> has at most <paramref name="bits"/> bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Range(uint value, int bits)
    {
        if (value >> bits != 0)
            throw new ArgumentOutOfRangeException(nameof(value), $"{value} has more than {bits} bits: the trace would be refused.");
        _range[RangeRow(value, bits)]++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BytePair(byte first, byte second) => _bytePair[first | (second << 8)]++;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ByteAnd(byte first, byte second) => _byteAnd[first | (second << 8)]++;

    /// <summary>How often row <paramref name="row"/> of the range table was sent.</summary>
    public uint RangeCount(int row) => _range[row];

    /// <summary>How often the pair <paramref name="index"/>, first + 256·second, was sent to the two buses of pairs.</summary>
    public (uint BytePair, uint ByteAnd) PairCounts(int index) => (_bytePair[index], _byteAnd[index]);

    public void Add(LookupCounts other)
    {
        for (int i = 0; i < RangeRows; i++)
            _range[i] += other._range[i];
        for (int i = 0; i < PairRows; i++)
        {
            _bytePair[i] += other._bytePair[i];
            _byteAnd[i] += other._byteAnd[i];
        }
    }
}
