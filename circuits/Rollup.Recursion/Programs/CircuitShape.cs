using Rollup.Recursion.Chips.Arithmetic;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;

namespace Rollup.Recursion.Programs;

/// <summary>The heights of a circuit's tables, as logarithms. Circuits that one verifier circuit shall check have the same.</summary>
public sealed record CircuitShape(int Arithmetic, int Compression, int Sponge, int Constants)
{
    /// <summary>In the order of the tables.</summary>
    public IReadOnlyList<int> LogHeights => [Arithmetic, Compression, Sponge, Constants];

    public override string ToString() => $"arithmetic 2^{Arithmetic}, compression 2^{Compression}, sponge 2^{Sponge}, constants 2^{Constants}";

    public ProofShape ToProofShape() => new(LogHeights);

    public static CircuitShape For(CircuitProgram program) => new(
        LogHeightFor((program.Operations.Arithmetic.Length + ArithmeticAir.OperationsPerRow - 1) / ArithmeticAir.OperationsPerRow),
        LogHeightFor(program.Operations.Compressions.Length),
        LogHeightFor(program.SpongeRowCount),
        LogHeightFor(program.Memory.Constants.Count));

    /// <summary>The smallest shape that holds both.</summary>
    public CircuitShape Union(CircuitShape other) => new(
        Math.Max(Arithmetic, other.Arithmetic), Math.Max(Compression, other.Compression), Math.Max(Sponge, other.Sponge), Math.Max(Constants, other.Constants));

    public bool Holds(CircuitShape other) => Union(other) == this;

    private static int LogHeightFor(int rows) => int.Log2(Trace.HeightFor(rows));
}
