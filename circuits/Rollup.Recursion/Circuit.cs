using Rollup.Recursion.Programs;
using Rollup.Stark.Airs;

namespace Rollup.Recursion;

/// <summary>
/// A program in the tables of a layout. The AIRs of circuits with one layout and equally many public values are the same ones; such circuits differ in their preprocessed columns only.
/// </summary>
public sealed class Circuit
{
    public Circuit(CircuitProgram program, CircuitLayout layout)
    {
        PreprocessedColumns columns = PreprocessedColumns.Of(program, layout);
        Program = program;
        Layout = layout;
        ConstantUses = columns.ConstantUses;
        Airs = layout.CreateAirs(columns.Tables, program.PublicValueCount);
    }

    public CircuitProgram Program { get; }

    public CircuitLayout Layout { get; }

    /// <summary>The tables, in the order of <see cref="CircuitLayout.LogHeights"/>.</summary>
    public IReadOnlyList<IAir> Airs { get; }

    internal int[] ConstantUses { get; }
}
