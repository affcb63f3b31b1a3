using Rollup.Recursion.Chips.Arithmetic;
using Rollup.Recursion.Chips.Compression;
using Rollup.Recursion.Chips.Constants;
using Rollup.Recursion.Chips.Sponge;
using Rollup.Recursion.Witnesses;
using Rollup.Stark.Airs;
using Rollup.Stark.Matrices;

namespace Rollup.Recursion.Programs;

/// <summary>A table per kind of operation, of these heights, as logarithms: the layout of circuits with many more operations of one kind than of another.</summary>
public sealed record CircuitShape(int Arithmetic, int Compression, int Sponge, int Constants) : CircuitLayout
{
    /// <summary>In the order of the tables.</summary>
    public override IReadOnlyList<int> LogHeights => [Arithmetic, Compression, Sponge, Constants];

    public override string ToString() => $"arithmetic 2^{Arithmetic}, compression 2^{Compression}, sponge 2^{Sponge}, constants 2^{Constants}";

    public static CircuitShape For(CircuitProgram program) => new(
        LogHeightFor((program.Operations.Arithmetic.Length + ArithmeticAir.OperationsPerRow - 1) / ArithmeticAir.OperationsPerRow),
        LogHeightFor(program.Operations.Compressions.Length),
        LogHeightFor(program.SpongeRowCount),
        LogHeightFor(program.Memory.Constants.Count));

    /// <summary>The smallest shape that holds both.</summary>
    public CircuitShape Union(CircuitShape other) => new(
        Math.Max(Arithmetic, other.Arithmetic), Math.Max(Compression, other.Compression), Math.Max(Sponge, other.Sponge), Math.Max(Constants, other.Constants));

    public bool Holds(CircuitShape other) => Union(other) == this;

    internal override PreprocessedTables CreatePreprocessed(CircuitProgram program)
        => Holds(For(program)) ? new SeparatePreprocessed(this) : throw new InvalidCircuitException($"The program needs {For(program)} and gets {this}.");

    internal override IReadOnlyList<IAir> CreateAirs(PreprocessedTables preprocessed, int publicValueCount)
    {
        IReadOnlyList<Trace> traces = preprocessed.Traces;
        return [new ArithmeticAir(traces[0]), new CompressionAir(traces[1]), new SpongeAir(traces[2]), new ConstantsAir(traces[3], publicValueCount)];
    }

    internal override CircuitTrace CreateTrace(CircuitProgram program) => new SeparateTrace(this, program);

    private static int LogHeightFor(int rows) => int.Log2(Trace.HeightFor(rows));
}
