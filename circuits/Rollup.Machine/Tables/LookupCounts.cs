using System.Runtime.CompilerServices;

namespace Rollup.Machine.Tables;

/// <summary>Counts what rows send to <see cref="Buses.Range16"/>, <see cref="Buses.BytePair"/> and <see cref="Buses.ByteAnd"/>. Not thread-safe.</summary>
public sealed class LookupCounts
{
    public const int Values = 1 << 16;

    private readonly uint[] _range16 = new uint[Values];

    private readonly uint[] _bytePair = new uint[Values];

    private readonly uint[] _byteAnd = new uint[Values];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Range16(uint value) => _range16[value]++;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BytePair(byte first, byte second) => _bytePair[first | (second << 8)]++;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ByteAnd(byte first, byte second) => _byteAnd[first | (second << 8)]++;

    /// <summary>The counts of the three buses for the value or pair <paramref name="index"/>, a pair being first + 256·second.</summary>
    public (uint Range16, uint BytePair, uint ByteAnd) this[int index] => (_range16[index], _bytePair[index], _byteAnd[index]);

    public void Add(LookupCounts other)
    {
        for (int i = 0; i < Values; i++)
        {
            _range16[i] += other._range16[i];
            _bytePair[i] += other._bytePair[i];
            _byteAnd[i] += other._byteAnd[i];
        }
    }
}
