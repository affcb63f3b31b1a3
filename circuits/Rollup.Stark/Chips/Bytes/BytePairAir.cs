using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Chips.Bytes;

/// <summary>
/// The range table: all pairs of bytes, received from <see cref="Pairs"/> as often as other tables send them. (x, y) checks two bytes, and x + 256·y a 16-bit number.
/// </summary>
public sealed class BytePairAir : IAir
{
    /// <summary>2^16 rows.</summary>
    public const int LogHeight = 16;

    /// <summary>(x, y), both below 256.</summary>
    public static Bus Pairs { get; } = new(4, "byte pairs", 2);

    public string Name => "byte pairs";

    public int Width => 1;

    /// <summary>Row x + 256·y is (x, y).</summary>
    public Trace Preprocessed()
    {
        Trace trace = new(2, 1 << LogHeight);
        for (int row = 0; row < trace.Height; row++)
        {
            trace[row, 0] = KoalaBear.FromCanonical((uint)row & 0xff);
            trace[row, 1] = KoalaBear.FromCanonical((uint)row >> 8);
        }

        return trace;
    }

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
        => builder.Receive(Pairs, builder.Preprocessed, builder.Local[0], Bus.Unbounded);
}
