using Rollup.Recursion.Chips.Arithmetic;
using Rollup.Recursion.Chips.Compression;
using Rollup.Recursion.Chips.Constants;
using Rollup.Recursion.Chips.Sponge;
using Rollup.Recursion.Witnesses;
using Rollup.Stark.Airs;
using Rollup.Stark.Matrices;

namespace Rollup.Recursion.Programs;

/// <summary>
/// A table per kind of operation, the layout of circuits with many more operations of one kind than of another. Arithmetic and compressions have one height: a row has as many arithmetic operations as it
/// takes, because every height that a proof has costs its verifier a round of folding, a path and a batched sum per query.
/// </summary>
/// <param name="LogHeight">log₂ of the rows of arithmetic and of compressions.</param>
/// <param name="OperationsPerRow">Arithmetic operations in a row.</param>
/// <param name="Sponge">log₂ of the rows of blocks.</param>
/// <param name="Constants">log₂ of the rows of constants, which are too wide, with the public values, for more rows than there are constants.</param>
public sealed record CircuitShape(int LogHeight, int OperationsPerRow, int Sponge, int Constants) : CircuitLayout
{
    /// <summary>A row may not be wider, or a program that hardly hashes would have few rows that take many columns to verify.</summary>
    private const int MaxOperationsPerRow = 8;

    /// <summary>In the order of the tables.</summary>
    public override IReadOnlyList<int> LogHeights => [LogHeight, LogHeight, Sponge, Constants];

    public override string ToString() => $"2^{LogHeight} compressions and rows of {OperationsPerRow} operations, 2^{Sponge} blocks, 2^{Constants} constants";

    public static CircuitShape For(CircuitProgram program)
    {
        int operations = program.Operations.Arithmetic.Length;
        int logHeight = Math.Max(LogHeightFor(program.Operations.Compressions.Length), LogHeightFor(RoundedUp(operations, MaxOperationsPerRow)));
        return new(logHeight, Math.Max(1, RoundedUp(operations, 1 << logHeight)), LogHeightFor(program.SpongeRowCount), LogHeightFor(program.Memory.Constants.Count));
    }

    /// <summary>The smallest shape that holds both.</summary>
    public CircuitShape Union(CircuitShape other)
    {
        int logHeight = Math.Max(LogHeight, other.LogHeight);
        return new(logHeight, Math.Max(OperationsAt(logHeight), other.OperationsAt(logHeight)), Math.Max(Sponge, other.Sponge), Math.Max(Constants, other.Constants));
    }

    public bool Holds(CircuitShape other) => Union(other) == this;

    internal override PreprocessedTables CreatePreprocessed(CircuitProgram program)
        => Holds(For(program)) ? new SeparatePreprocessed(this) : throw new InvalidCircuitException($"The program needs {For(program)} and gets {this}.");

    internal override IReadOnlyList<IAir> CreateAirs(PreprocessedTables preprocessed, int publicValueCount)
    {
        IReadOnlyList<Trace> traces = preprocessed.Traces;
        return [new ArithmeticAir(traces[0], OperationsPerRow), new CompressionAir(traces[1]), new SpongeAir(traces[2]), new ConstantsAir(traces[3], publicValueCount)];
    }

    internal override CircuitTrace CreateTrace(CircuitProgram program) => new SeparateTrace(this, program);

    /// <summary>Operations in each of 2^<paramref name="logHeight"/> rows, at least as many rows as now, that hold as many as all rows do now.</summary>
    private int OperationsAt(int logHeight) => RoundedUp(OperationsPerRow << LogHeight, 1 << logHeight);

    private static int RoundedUp(int dividend, int divisor) => (dividend + divisor - 1) / divisor;

    private static int LogHeightFor(int rows) => int.Log2(Trace.HeightFor(rows));
}
