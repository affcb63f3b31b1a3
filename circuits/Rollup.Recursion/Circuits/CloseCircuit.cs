using Rollup.Kernel.Fields;
using Rollup.Machine;
using Rollup.Machine.Memory;
using Rollup.Machine.Segments;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Memory;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Statements;
using MemoryDigest = Rollup.Kernel.State.Digest;

namespace Rollup.Recursion.Circuits;

/// <summary>
/// Turns a finished execution, a lift or a join, into a statement about a batch: it starts at the program's entry in a memory that holds the image, any input and zeros (registers included), ends at the halt
/// address, and has written what it states into its output, the fixed word included.
/// </summary>
public static class CloseCircuit
{
    /// <summary><paramref name="execution"/> says whether the circuit is that of lifts or that of joins.</summary>
    public static CircuitProgram Record(InnerLayouts layouts, AllowedGroup execution)
    {
        CircuitRecorder recorder = new(InnerStatement.Count);
        BatchStatement<CircuitValue> own = InnerStatement.OwnBatches(recorder);
        recorder.BeginPart("program key");
        CircuitDigest image = recorder.DigestInput();
        CircuitValue entry = recorder.BaseInputs(1)[0];
        CircuitValue[] machineKey = recorder.BaseInputs(MemoryBuses.DigestLength);
        recorder.AssertEqual(ProgramKeyCircuit.Digest(recorder, image, entry, machineKey, own.AllowedKeys), recorder.Pack(own.Program));

        recorder.BeginPart("first memory");
        CircuitDigest start = FirstRoot(recorder, image, recorder.DigestInput());
        recorder.BeginPart("output");
        CircuitDigest end = RootOfOutput(recorder, own.Chain);
        CircuitValue halt = CircuitValue.Constant(KoalaBear.FromCanonical(MemoryMap.HaltPc / 4));
        ExecutionStatement<CircuitValue> statement = new(machineKey, own.AllowedKeys, new(entry, recorder.Elements(start)), new(halt, recorder.Elements(end)));
        ChildProof.VerifyAllowed(recorder, "execution", layouts, execution, InnerStatement.ToPublicValues(statement), own.AllowedKeys);
        return recorder.Build();
    }

    /// <summary><paramref name="image"/> and <paramref name="input"/> are the nodes of the first memory tree that hold image and input.</summary>
    public static KoalaBear[] Input(MemoryDigest image, MemoryDigest input, OutputOpening output, InnerProof execution, AllowedKeys keys)
    {
        ExecutionStatement<KoalaBear> statement = ExecutionStatement<KoalaBear>.Read(execution.PublicValues);
        return
        [
            .. image.AsSpan(), statement.Start.Pc, .. statement.MachineKey, .. input.AsSpan(), .. output.Siblings.SelectMany(sibling => sibling.AsSpan().ToArray()),
            .. ChildProof.AllowedInput(execution, keys),
        ];
    }

    /// <summary>The range of batches that an output states, as limbs.</summary>
    public static BatchRange<KoalaBear> RangeOf(IReadOnlyList<ulong> outputWords)
    {
        const int ChainIdWord = 1, RollupWord = 2, FromWord = 5, ToWord = 9;
        return new(
            Limbs(ChainIdWord, BatchRange<KoalaBear>.ChainIdLimbs), Limbs(RollupWord, BatchRange<KoalaBear>.RollupLimbs),
            Limbs(FromWord, BatchRange<KoalaBear>.HashLimbs), Limbs(ToWord, BatchRange<KoalaBear>.HashLimbs));

        KoalaBear[] Limbs(int word, int count)
            => [.. Enumerable.Range(0, count).Select(i => KoalaBear.FromCanonical((uint)(outputWords[word + (i / 4)] >> (16 * (i % 4))) & 0xffff))];
    }

    /// <summary>As <see cref="InitialMemory.Root"/>.</summary>
    private static CircuitDigest FirstRoot(CircuitRecorder recorder, CircuitDigest image, CircuitDigest input)
    {
        CircuitDigest node = image;
        for (int height = InitialMemory.ImageHeight; height < MemoryMap.TreeHeight; height++)
            node = recorder.Compress(node, height == InitialMemory.InputHeight ? input : recorder.Constant(MemoryTree.EmptySubtree(height).AsSpan()));
        return node;
    }

    /// <summary>The root of a memory whose output blocks hold the fixed word, what <paramref name="range"/> says, and zeros; the siblings are the prover's.</summary>
    private static CircuitDigest RootOfOutput(CircuitRecorder recorder, BatchRange<CircuitValue> range)
    {
        // The rollup's address fills 24 bytes, and 24 bytes of zeros follow the hashes.
        CircuitValue[] limbs =
        [
            .. Enumerable.Range(0, 4).Select(i => CircuitValue.Constant(KoalaBear.FromCanonical((uint)(MemoryMap.OutputFixedWord >> (16 * i)) & 0xffff))),
            .. range.ChainId, .. range.Rollup, .. new CircuitValue[2], .. range.FromHash, .. range.ToHash, .. new CircuitValue[12],
        ];
        CircuitDigest[] blocks = [.. limbs.Chunk(limbs.Length / 2).Select(block => MemoryBlockCircuit.Digest(recorder, block))];
        CircuitDigest node = recorder.Compress(blocks[0], blocks[1]);
        const uint FirstBlock = MemoryMap.Output / MemoryMap.BlockBytes;
        for (int height = 1; height < MemoryMap.TreeHeight; height++)
            node = recorder.MerkleStep(node, CircuitValue.Constant(KoalaBear.FromCanonical((FirstBlock >> height) & 1)), recorder.SiblingInput());
        return node;
    }
}
