using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Benchmarks;

/// <summary>The shape of the final proof: 40 base columns, and interactions that take 6 extension columns. All zeros satisfy it.</summary>
internal sealed class FinalShapeAir : IAir
{
    public const int Columns = 40;

    private const int Groups = 5;

    private static readonly Bus Bus = new(1, "final shape", 4);

    public string Name => "final shape";

    public int Width => Columns;

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ReadOnlySpan<T> local = builder.Local;
        for (int i = 0; i + 2 < Columns; i += 3)
            builder.AssertZero("product", local[i + 2] - (local[i] * local[i + 1]));
        for (int i = 0; i < Groups; i++)
        {
            builder.Send(Bus, local.Slice(8 * i, 4), local[0], maxMultiplicity: 1);
            builder.Receive(Bus, local.Slice((8 * i) + 4, 4), local[0], maxMultiplicity: 1);
        }
    }
}
