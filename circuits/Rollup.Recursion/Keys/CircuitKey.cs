using Rollup.Kernel.Fields;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Witnesses;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;

namespace Rollup.Recursion.Keys;

/// <summary>A circuit with the keys to prove it.</summary>
public sealed class CircuitKey<THash>
    where THash : struct, IHashSuite<THash>
{
    private CircuitKey(Circuit circuit, ProvingKey<THash> proving)
    {
        Circuit = circuit;
        Proving = proving;
    }

    public Circuit Circuit { get; }

    public ProvingKey<THash> Proving { get; }

    public VerifyingKey<THash> Verifying => Proving.Verifying;

    /// <summary><paramref name="knownCap"/> is the commitment to the preprocessed columns, if it is known beforehand.</summary>
    public static CircuitKey<THash> Create(StarkParameters parameters, CircuitProgram program, CircuitLayout layout, Digest[]? knownCap = null)
    {
        Circuit circuit = new(program, layout);
        return new(circuit, knownCap is null
            ? ProvingKey<THash>.Create(parameters, circuit.Airs, [layout.ToProofShape()])
            : ProvingKey<THash>.CreateKnown(parameters, circuit.Airs, [layout.ToProofShape()], knownCap));
    }

    /// <summary>What is the same for all circuits of a layout and a number of public values; see <see cref="ProvingKey{THash}.Outline"/>.</summary>
    public static VerifyingKey<THash> Outline(StarkParameters parameters, CircuitLayout layout, int publicValueCount)
        => ProvingKey<THash>.Outline(parameters, new Circuit(new CircuitRecorder(publicValueCount).Build(), layout).Airs, [layout.ToProofShape()]);

    /// <summary>The proof for an input, or the reason why the input has no witness.</summary>
    public (Proof? Proof, CircuitViolation? Violation) Prove(IReadOnlyList<KoalaBear> publicValues, IReadOnlyList<KoalaBear> input, ProverOptions options)
    {
        CircuitWitness witness = CircuitRun.Execute(Circuit, publicValues, input);
        return witness.IsValid ? (Prover.Prove(Proving, witness.Traces, publicValues, options), null) : (null, witness.Violation);
    }
}
