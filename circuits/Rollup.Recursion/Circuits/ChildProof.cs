using Rollup.Kernel.Fields;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Verification;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Proofs;
using Rollup.Stark.Verification;

namespace Rollup.Recursion.Circuits;

/// <summary>
/// The verification of a proof by a circuit. The commitment to the preprocessed columns of the proof's key is input, so that one circuit verifies proofs of all keys of one structure; which key it is, is for
/// the caller to check by the key's digest.
/// </summary>
internal static class ChildProof
{
    /// <summary>Asserts that a proof of the input is valid for the public values, and returns the digest of its key.</summary>
    public static CircuitDigest Verify(CircuitRecorder recorder, string name, VerifyingKey<Poseidon2Suite> outline, int shape, IReadOnlyList<CircuitValue> publicValues)
    {
        ProofPlan plan = outline.Plans[shape];
        CircuitDigest[] cap = [.. outline.PreprocessedCap.Select(_ => recorder.DigestInput())];
        Proof<CircuitBase, CircuitValue, CircuitDigest> proof = ProofInput.Record(recorder, plan);
        RecordingContext context = new(recorder, $"{name}: ");
        (CircuitDigest key, _) = ProofVerifier<RecordingContext, CircuitBase, CircuitValue, CircuitDigest, CircuitBit>.Verify(
            context, plan, recorder.Constant(outline.StructureDigest), cap, [.. publicValues.Select(CircuitBase.FromBaseValue)], proof);
        return key;
    }

    /// <summary>The input that <see cref="Verify"/> takes.</summary>
    public static KoalaBear[] Input(VerifyingKey<Poseidon2Suite> key, Proof proof) => [.. key.PreprocessedCap.SelectMany(ProofInput.Elements), .. ProofInput.Flatten(proof)];

    /// <summary>
    /// Asserts that a proof of the input is valid for the public values, and that its key is a leaf of <paramref name="allowedKeys"/> in the given group.
    /// </summary>
    public static void VerifyAllowed(
        CircuitRecorder recorder, string name, InnerLayouts layouts, AllowedGroup group, IReadOnlyList<CircuitValue> publicValues, ReadOnlySpan<CircuitValue> allowedKeys)
    {
        CircuitDigest node = Verify(recorder, name, layouts[group].Outline, 0, publicValues);
        recorder.BeginPart($"{name}: allowed key");
        foreach (CircuitValue bit in recorder.BaseInputs(AllowedKeys.ChoiceDepth))
        {
            recorder.AssertBit(bit);
            node = recorder.MerkleStep(node, bit, recorder.SiblingInput());
        }

        // The last steps are no choice of the prover: they tell the groups apart.
        for (int i = 0; i < AllowedKeys.GroupDepth; i++)
            node = recorder.MerkleStep(node, (((int)group >> i) & 1) != 0 ? CircuitValue.One : default, recorder.SiblingInput());
        recorder.AssertEqual(node, recorder.Pack(allowedKeys));
    }

    /// <summary>The input that <see cref="VerifyAllowed"/> takes.</summary>
    public static KoalaBear[] AllowedInput(InnerProof child, AllowedKeys keys)
        =>
        [
            .. Input(child.Key, child.Proof),
            .. Enumerable.Range(0, AllowedKeys.ChoiceDepth).Select(i => KoalaBear.FromCanonical((uint)(child.Index >> i) & 1)),
            .. keys.Path(child.Index).SelectMany(ProofInput.Elements),
        ];
}
