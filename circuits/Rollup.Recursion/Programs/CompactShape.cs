using Rollup.Recursion.Chips.Compact;
using Rollup.Recursion.Witnesses;
using Rollup.Stark.Airs;
using Rollup.Stark.Matrices;

namespace Rollup.Recursion.Programs;

/// <summary>One table of 2^<paramref name="LogHeight"/> rows (<see cref="CompactAir"/>): the layout of circuits whose proofs shall be short, or cheap to verify.</summary>
public sealed record CompactShape(int LogHeight, int OperationsPerRow) : CircuitLayout
{
    public override IReadOnlyList<int> LogHeights => [LogHeight];

    private int Height => 1 << LogHeight;

    /// <summary>The fewest rows that hold the program's permutations and constants, and as many operations in each as it takes.</summary>
    public static CompactShape For(CircuitProgram program)
    {
        int logHeight = int.Log2(Trace.HeightFor(Math.Max(HashRows(program), program.Memory.Constants.Count)));
        return new(logHeight, Math.Max(1, (program.Operations.Arithmetic.Length + (1 << logHeight) - 1) >> logHeight));
    }

    public override string ToString() => $"2^{LogHeight} rows of {OperationsPerRow} operations";

    /// <summary>The rows of compressions, one each, and then of blocks, two each.</summary>
    internal static int HashRows(CircuitProgram program) => program.Operations.Compressions.Length + (2 * program.SpongeRowCount);

    internal override PreprocessedTables CreatePreprocessed(CircuitProgram program)
        => HashRows(program) <= Height && program.Memory.Constants.Count <= Height && program.Operations.Arithmetic.Length <= (long)Height * OperationsPerRow
            ? new CompactPreprocessedTable(this, program)
            : throw new InvalidCircuitException($"The program needs {For(program)} and gets {this}.");

    internal override IReadOnlyList<IAir> CreateAirs(PreprocessedTables preprocessed, int publicValueCount) => [new CompactAir(preprocessed.Traces[0], OperationsPerRow, publicValueCount)];

    internal override CircuitTrace CreateTrace(CircuitProgram program) => new CompactTrace(this, program);
}
