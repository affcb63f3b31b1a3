using Rollup.Kernel.Fields;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Memory;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Statements;
using Rollup.Recursion.Verification;
using Rollup.Stark.Hashing;
using MemoryDigest = Rollup.Kernel.State.Digest;

namespace Rollup.Recursion.Circuits;

/// <summary>
/// Makes the statement of a close or a chain unconditional. The program key is computed from the very set of keys that the proof below was checked against: this alone ties the two, since all circuits
/// below only passed the set through.
/// </summary>
public static class ShrinkCircuit
{
    public static CircuitProgram Record(InnerLayouts layouts)
    {
        CircuitRecorder recorder = new(ShrunkStatement<KoalaBear>.Length);
        ShrunkStatement<CircuitValue> own = ShrunkStatement<CircuitValue>.Read(recorder.PublicValues);
        recorder.BeginPart("program key");
        CircuitDigest image = recorder.DigestInput();
        CircuitValue entry = recorder.BaseInputs(1)[0];
        CircuitValue[] machineKey = recorder.BaseInputs(MemoryBuses.DigestLength), allowedKeys = recorder.BaseInputs(MemoryBuses.DigestLength);
        recorder.AssertEqual(ProgramKeyCircuit.Digest(recorder, image, entry, machineKey, allowedKeys), recorder.Pack(own.Program));
        BatchStatement<CircuitValue> child = new(own.Program, allowedKeys, own.Chain);
        ChildProof.VerifyAllowed(recorder, "batches", layouts, AllowedGroup.Batches, child.ToValues(), allowedKeys);
        return recorder.Build();
    }

    /// <summary>The parts of the program key are those of <see cref="ProgramKey.Digest"/>.</summary>
    public static KoalaBear[] Input(MemoryDigest image, uint entryPc, Digest machineKey, InnerProof batches, AllowedKeys keys) =>
    [
        .. image.AsSpan(), KoalaBear.FromCanonical(entryPc / 4), .. ProofInput.Elements(machineKey), .. ProofInput.Elements(keys.Root), .. ChildProof.AllowedInput(batches, keys),
    ];
}
