using Rollup.Kernel.Fields;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Statements;

namespace Rollup.Recursion.Circuits;

/// <summary>Joins two executions of the same machine where the second one goes on from the state in which the first one ends. Each is a lift or a join; for every two there is a circuit, because their proofs have different shapes.</summary>
public static class JoinCircuit
{
    public static CircuitProgram Record(InnerLayouts layouts, AllowedGroup left, AllowedGroup right)
    {
        CircuitRecorder recorder = new(InnerStatement.Count);
        ExecutionStatement<CircuitValue> own = InnerStatement.OwnExecution(recorder);
        recorder.BeginPart("state between");
        MachineState<CircuitValue> between = MachineState<CircuitValue>.Read(recorder.BaseInputs(MachineState<CircuitValue>.Length));
        ChildProof.VerifyAllowed(recorder, "left", layouts, left, InnerStatement.ToPublicValues(own with { End = between }), own.AllowedKeys);
        ChildProof.VerifyAllowed(recorder, "right", layouts, right, InnerStatement.ToPublicValues(own with { Start = between }), own.AllowedKeys);
        return recorder.Build();
    }

    public static KoalaBear[] Input(InnerProof left, InnerProof right, AllowedKeys keys) =>
    [
        .. ExecutionStatement<KoalaBear>.Read(left.PublicValues).End.ToValues(), .. ChildProof.AllowedInput(left, keys), .. ChildProof.AllowedInput(right, keys),
    ];
}
