using Rollup.Kernel.Fields;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Statements;
using Rollup.Recursion.Verification;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;

namespace Rollup.Recursion.Circuits;

/// <summary>Verifies a shrink proof, whose key is a constant, and states the same.</summary>
public static class FinalCircuit
{
    public static CircuitProgram Record(VerifyingKey<Poseidon2Suite> shrink)
    {
        CircuitRecorder recorder = new(ShrunkStatement<KoalaBear>.Length);
        CircuitDigest key = ChildProof.Verify(recorder, "shrink", shrink, 0, recorder.PublicValues.ToArray());
        recorder.BeginPart("shrink key");
        recorder.AssertEqual(key, recorder.Constant(shrink.Digest));
        return recorder.Build();
    }

    public static KoalaBear[] Input(VerifyingKey<Poseidon2Suite> key, Proof shrink) => ChildProof.Input(key, shrink);
}
