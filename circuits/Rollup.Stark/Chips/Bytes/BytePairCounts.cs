using Rollup.Kernel.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Chips.Bytes;

/// <summary>Counts the pairs that other tables send, for the trace of <see cref="BytePairAir"/>. Not thread-safe.</summary>
public sealed class BytePairCounts
{
    private readonly uint[] _counts = new uint[1 << BytePairAir.LogHeight];

    public void Add(byte x, byte y) => _counts[x | (y << 8)]++;

    public Trace ToTrace()
    {
        Trace trace = new(1, _counts.Length);
        for (int row = 0; row < _counts.Length; row++)
            trace[row, 0] = KoalaBear.FromCanonical(_counts[row]);
        return trace;
    }
}
