using Rollup.Kernel.Fields;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Statements;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;

namespace Rollup.Recursion.Circuits;

/// <summary>Joins two executions of the same machine where the second one goes on from the state in which the first one ends. Each is a lift or a join.</summary>
public static class JoinCircuit
{
    /// <summary><paramref name="inner"/> is the outline of the inner circuits' keys.</summary>
    public static CircuitProgram Record(VerifyingKey<Poseidon2Suite> inner)
    {
        CircuitRecorder recorder = new(InnerStatement.Count);
        ExecutionStatement<CircuitValue> own = InnerStatement.OwnExecution(recorder);
        recorder.BeginPart("state between");
        MachineState<CircuitValue> between = MachineState<CircuitValue>.Read(recorder.BaseInputs(MachineState<CircuitValue>.Length));
        ChildProof.VerifyAllowed(recorder, "left", inner, InnerStatement.ToPublicValues(own with { End = between }), own.AllowedKeys, ofBatches: false);
        ChildProof.VerifyAllowed(recorder, "right", inner, InnerStatement.ToPublicValues(own with { Start = between }), own.AllowedKeys, ofBatches: false);
        return recorder.Build();
    }

    public static KoalaBear[] Input(InnerProof left, InnerProof right, AllowedKeys keys) =>
    [
        .. ExecutionStatement<KoalaBear>.Read(left.PublicValues).End.ToValues(), .. ChildProof.AllowedInput(left, keys), .. ChildProof.AllowedInput(right, keys),
    ];
}
