using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Examples;

/// <summary>
/// The other side of the lookup, and the example of a table with padding: rows (isReal, x, square, sum) prove that the public value is a sum of squares of small numbers. Padding
/// rows send nothing.
/// </summary>
public sealed class SumOfSquaresAir : IAir
{
    private const int IsReal = 0, Number = 1, Square = 2, Sum = 3;

    public string Name => "sum of squares";

    public int Width => 4;

    public int PublicValueCount => 1;

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ReadOnlySpan<T> local = builder.Local, next = builder.Next;
        builder.AssertBool("isReal is a bit", local[IsReal]);
        builder.AssertZero("padding has the square 0", (AirBuilderExtensions.Number<T>(1) - local[IsReal]) * local[Square]);
        builder.AssertZero("padding has the number 0", (AirBuilderExtensions.Number<T>(1) - local[IsReal]) * local[Number]);
        builder.AssertZeroOnFirstRow("the sum starts", local[Sum] - local[Square]);
        builder.AssertZeroOnTransition("the sum grows", next[Sum] - local[Sum] - next[Square]);
        builder.AssertZeroOnLastRow("the sum is public", local[Sum] - builder.PublicValue(0));
        builder.Send(SquareTableAir.Squares, local.Slice(Number, 2), local[IsReal], maxMultiplicity: 1);
    }

    /// <summary>The traces of this table and of a <see cref="SquareTableAir"/> of 2^<paramref name="logTableSize"/> rows, and the sum.</summary>
    public static (Trace Sums, Trace Table, KoalaBear Sum) Generate(IReadOnlyList<int> numbers, int logTableSize)
    {
        Trace sums = new(4, Trace.HeightFor(numbers.Count)), table = new(1, 1 << logTableSize);
        KoalaBear sum = KoalaBear.Zero;
        for (int row = 0; row < sums.Height; row++)
        {
            if (row < numbers.Count)
            {
                KoalaBear number = KoalaBear.FromCanonical((uint)numbers[row]);
                sum += number * number;
                sums[row, IsReal] = KoalaBear.One;
                sums[row, Number] = number;
                sums[row, Square] = number * number;
                table[numbers[row], 0] += KoalaBear.One;
            }

            sums[row, Sum] = sum;
        }

        return (sums, table, sum);
    }
}
