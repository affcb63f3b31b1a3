using Rollup.Recursion.Chips.Arithmetic;
using Rollup.Recursion.Chips.Compression;
using Rollup.Recursion.Chips.Constants;
using Rollup.Recursion.Chips.Sponge;
using Rollup.Recursion.Programs;
using Rollup.Stark.Airs;

namespace Rollup.Recursion;

/// <summary>
/// A program in tables of a given shape. The AIRs of circuits with equally many public values are the same ones, so circuits of one shape differ in their preprocessed columns only.
/// </summary>
public sealed class Circuit
{
    public Circuit(CircuitProgram program, CircuitShape shape)
    {
        PreprocessedColumns columns = PreprocessedColumns.Of(program, shape);
        Program = program;
        Shape = shape;
        ConstantUses = columns.ConstantUses;
        Airs =
        [
            new ArithmeticAir(columns.Arithmetic),
            new CompressionAir(columns.Compression),
            new SpongeAir(columns.Sponge),
            new ConstantsAir(columns.Constants, program.PublicValueCount),
        ];
    }

    public CircuitProgram Program { get; }

    public CircuitShape Shape { get; }

    /// <summary>The tables, in the order of <see cref="CircuitShape.LogHeights"/>.</summary>
    public IReadOnlyList<IAir> Airs { get; }

    internal int[] ConstantUses { get; }
}
