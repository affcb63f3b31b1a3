using Rollup.Kernel.Fields;
using Rollup.Recursion.Statements;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;

namespace Rollup.Recursion.Tests.Circuits;

/// <summary>A machine that can go from any state to any other: with it, statements about runs can be tested without running anything. Its program is a preprocessed column.</summary>
internal sealed class ToyMachine(uint program) : IAir
{
    private const int Height = 16;

    private static readonly StarkParameters Parameters = new("toy", 1, 2, 3, 4, 14, GrindingBits.None);

    public string Name => "toy";

    public int Width => 1;

    public int PublicValueCount => 2 * MachineState<KoalaBear>.Length;

    public static ProvingKey<Poseidon2Suite> CreateKey(uint program)
        => ProvingKey<Poseidon2Suite>.Create(Parameters, [new ToyMachine(program)], [new(int.Log2(Height))]);

    public static Proof Prove(ProvingKey<Poseidon2Suite> key, MachineState<KoalaBear> start, MachineState<KoalaBear> end)
        => Prover.Prove(key, [key.Preprocessed[0]!], [.. start.ToValues(), .. end.ToValues()], new());

    public Trace Preprocessed()
    {
        Trace trace = new(1, Height);
        for (int row = 0; row < Height; row++)
            trace[row, 0] = KoalaBear.FromCanonical(program + (uint)row);
        return trace;
    }

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
        => builder.AssertZero("main columns are the preprocessed ones", (builder.Local[0] - builder.Preprocessed[0]) * builder.Local[0]);
}
