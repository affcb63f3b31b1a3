using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;
using Rollup.Stark.Ntt;

namespace Rollup.Stark.Tests.Ntt;

public sealed class CosetLdeTests
{
    [Theory]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(6, 1)]
    [InlineData(7, 3)]
    public void Extension_evaluates_the_interpolated_polynomials_on_every_width(int logRows, int logBlowup)
    {
        ShouldExtend<Scalar>(logRows, logBlowup);
        ShouldExtend<Packed128>(logRows, logBlowup);
        ShouldExtend<Packed256>(logRows, logBlowup);
        ShouldExtend<Packed512>(logRows, logBlowup);
    }

    private static void ShouldExtend<P>(int logRows, int logBlowup)
        where P : unmanaged, IPackedField<P>
    {
        const int Width = 19;
        int rows = 1 << logRows;
        KoalaBear inputShift = KoalaBear.FromCanonical(7);
        KoalaBear[][] coefficients = [.. Enumerable.Range(0, Width).Select(c => Enumerable.Range(0, rows).Select(r => KoalaBear.FromCanonical((uint)((c + 3) * (r + 5) * 0x9e3779b1u))).ToArray())];
        Trace trace = new(Width, rows);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < Width; column++)
                trace[row, column] = Evaluate(coefficients[column], inputShift * KoalaBear.TwoAdicGenerator(logRows).Pow((ulong)row));
        }

        using BufferPool pool = new();
        using PackedMatrix<P> input = new(pool, Width, rows);
        input.CopyFrom(trace, 0, input.PackedRows);
        using PackedMatrix<P> output = CosetLde.Extend(input, 0, logRows, inputShift, logBlowup, pool, Workers.All);

        KoalaBear[] actual = new KoalaBear[Width];
        for (int index = 0; index < rows << logBlowup; index++)
        {
            output.ReadRow(Domain.Position(index, logRows + logBlowup, logBlowup), actual);
            KoalaBear point = Domain.Shift * KoalaBear.TwoAdicGenerator(logRows + logBlowup).Pow((ulong)index);
            actual.ShouldBe(coefficients.Select(c => Evaluate(c, point)));
        }
    }

    private static KoalaBear Evaluate(KoalaBear[] coefficients, KoalaBear point)
    {
        KoalaBear result = default;
        for (int i = coefficients.Length - 1; i >= 0; i--)
            result = (result * point) + coefficients[i];
        return result;
    }
}
