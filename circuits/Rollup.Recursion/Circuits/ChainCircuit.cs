using Rollup.Kernel.Fields;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Statements;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;

namespace Rollup.Recursion.Circuits;

/// <summary>Chains two runs of batches of the same program and rollup where the second one begins with the hash with which the first one ends. Each is a close or a chain.</summary>
public static class ChainCircuit
{
    /// <summary><paramref name="inner"/> is the outline of the inner circuits' keys.</summary>
    public static CircuitProgram Record(VerifyingKey<Poseidon2Suite> inner)
    {
        CircuitRecorder recorder = new(InnerStatement.Count);
        BatchStatement<CircuitValue> own = InnerStatement.OwnBatches(recorder);
        recorder.BeginPart("hash between");
        CircuitValue[] between = recorder.BaseInputs(BatchRange<CircuitValue>.HashLimbs);
        BatchStatement<CircuitValue> left = own with { Chain = own.Chain with { ToHash = between } }, right = own with { Chain = own.Chain with { FromHash = between } };
        ChildProof.VerifyAllowed(recorder, "left", inner, left.ToValues(), own.AllowedKeys, ofBatches: true);
        ChildProof.VerifyAllowed(recorder, "right", inner, right.ToValues(), own.AllowedKeys, ofBatches: true);
        return recorder.Build();
    }

    public static KoalaBear[] Input(InnerProof left, InnerProof right, AllowedKeys keys) =>
    [
        .. BatchStatement<KoalaBear>.Read(left.PublicValues).Chain.ToHash, .. ChildProof.AllowedInput(left, keys), .. ChildProof.AllowedInput(right, keys),
    ];
}
