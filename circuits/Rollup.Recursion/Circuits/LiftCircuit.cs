using Rollup.Kernel.Fields;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Statements;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;

namespace Rollup.Recursion.Circuits;

/// <summary>Turns the proof of a segment, of one shape of the machine's key, into a statement about an execution. The allowed keys are whatever the prover says: a parent demands that they are its own.</summary>
public static class LiftCircuit
{
    /// <summary><paramref name="machine"/> is the machine's key, of which only the structure matters.</summary>
    public static CircuitProgram Record(VerifyingKey<Poseidon2Suite> machine, int shape)
    {
        CircuitRecorder recorder = new(InnerStatement.Count);
        ExecutionStatement<CircuitValue> own = InnerStatement.OwnExecution(recorder);
        CircuitDigest key = ChildProof.Verify(recorder, "segment", machine, shape, [.. own.Start.ToValues(), .. own.End.ToValues()]);
        recorder.BeginPart("machine key");
        recorder.AssertEqual(key, recorder.Pack(own.MachineKey));
        return recorder.Build();
    }

    public static KoalaBear[] Input(VerifyingKey<Poseidon2Suite> machine, Proof segment) => ChildProof.Input(machine, segment);
}
