using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Examples;

/// <summary>
/// The smallest complete AIR: row i holds two consecutive Fibonacci numbers. Public values are the first pair and the second number of the last row.
/// </summary>
public sealed class FibonacciAir : IAir
{
    private static readonly string[] Names = ColumnNames.Of<FibonacciColumns<byte>>();

    public string Name => "fibonacci";

    public int Width => 2;

    public int PublicValueCount => 3;

    public string ColumnName(int index) => Names[index];

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly FibonacciColumns<T> local = ref builder.Local.As<FibonacciColumns<T>, T>();
        ref readonly FibonacciColumns<T> next = ref builder.Next.As<FibonacciColumns<T>, T>();
        builder.AssertZeroOnFirstRow("starts with the first public value", local.Left - builder.PublicValue(0));
        builder.AssertZeroOnFirstRow("goes on with the second public value", local.Right - builder.PublicValue(1));
        builder.AssertZeroOnTransition("left follows", next.Left - local.Right);
        builder.AssertZeroOnTransition("right is the sum", next.Right - local.Left - local.Right);
        builder.AssertZeroOnLastRow("ends with the third public value", local.Right - builder.PublicValue(2));
    }

    /// <summary>The trace of <paramref name="height"/> rows from the given pair, and its public values.</summary>
    public static (Trace Trace, KoalaBear[] PublicValues) Generate(KoalaBear first, KoalaBear second, int height)
    {
        Trace trace = new(2, height);
        KoalaBear left = first, right = second;
        for (int row = 0; row < height; row++)
        {
            ref FibonacciColumns<KoalaBear> columns = ref trace.Row(row).As<FibonacciColumns<KoalaBear>, KoalaBear>();
            columns.Left = left;
            columns.Right = right;
            (left, right) = (right, left + right);
        }

        return (trace, [first, second, trace[height - 1, 1]]);
    }
}
