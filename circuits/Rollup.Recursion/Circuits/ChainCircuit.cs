using Rollup.Kernel.Fields;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Statements;

namespace Rollup.Recursion.Circuits;

/// <summary>Chains two runs of batches of the same program and rollup where the second one begins with the hash with which the first one ends. Each is a close or a chain.</summary>
public static class ChainCircuit
{
    public static CircuitProgram Record(InnerLayouts layouts)
    {
        CircuitRecorder recorder = new(InnerStatement.Count);
        BatchStatement<CircuitValue> own = InnerStatement.OwnBatches(recorder);
        recorder.BeginPart("hash between");
        CircuitValue[] between = recorder.BaseInputs(BatchRange<CircuitValue>.HashLimbs);
        BatchStatement<CircuitValue> left = own with { Chain = own.Chain with { ToHash = between } }, right = own with { Chain = own.Chain with { FromHash = between } };
        ChildProof.VerifyAllowed(recorder, "left", layouts, AllowedGroup.Batches, left.ToValues(), own.AllowedKeys);
        ChildProof.VerifyAllowed(recorder, "right", layouts, AllowedGroup.Batches, right.ToValues(), own.AllowedKeys);
        return recorder.Build();
    }

    public static KoalaBear[] Input(InnerProof left, InnerProof right, AllowedKeys keys) =>
    [
        .. BatchStatement<KoalaBear>.Read(left.PublicValues).Chain.ToHash, .. ChildProof.AllowedInput(left, keys), .. ChildProof.AllowedInput(right, keys),
    ];
}
