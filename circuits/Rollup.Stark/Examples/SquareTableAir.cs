using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Examples;

/// <summary>
/// The table's side of a lookup: preprocessed columns (i, i²) for i below 2^logSize, and one main column that counts how often each row is looked up.
/// </summary>
public sealed class SquareTableAir(int logSize) : IAir
{
    /// <summary>(x, x²).</summary>
    public static Bus Squares { get; } = new(1, "squares", 2);

    public string Name => "square table";

    public int Width => 1;

    public Trace Preprocessed()
    {
        Trace trace = new(2, 1 << logSize);
        for (int i = 0; i < trace.Height; i++)
        {
            trace[i, 0] = KoalaBear.FromCanonical((uint)i);
            trace[i, 1] = trace[i, 0] * trace[i, 0];
        }

        return trace;
    }

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
        => builder.Receive(Squares, builder.Preprocessed, builder.Local[0], Bus.Unbounded);
}
