using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Witnesses;

namespace Rollup.Recursion.Tests;

/// <summary>
/// A circuit that uses every kind of operation: the prover knows an index and an opened row under a Merkle root, whose sum at a challenge it proves. Public values: the root, and the first coordinate of
/// the sum over the row at the challenge.
/// </summary>
internal sealed class SmallCircuit
{
    public const int PublicValues = 9, Depth = 3, RowBlocks = 2;

    private const uint RowDomain = 7, ChallengeDomain = 8;

    /// <summary>The one value of the last input that the circuit accepts.</summary>
    private static readonly Extension Value = new(new(KoalaBear.Two), new(KoalaBear.One), default, default, new(KoalaBear.Generator));

    private static readonly Extension ThreeX = new(default, new(KoalaBear.Generator), default, default, default);

    public static CircuitProgram Record()
    {
        CircuitRecorder recorder = new(PublicValues);
        CircuitValue[] rootElements = [.. Enumerable.Range(0, 8).Select(recorder.PublicValue)];
        CircuitDigest root = recorder.Pack(rootElements);
        CircuitValue index = recorder.BaseInputs(1)[0];
        recorder.BeginPart("challenge");
        CircuitSponge transcript = recorder.Sponge(ChallengeDomain, 32);
        transcript.AbsorbDigests(root, recorder.Pack(default, default));
        transcript.AbsorbBaseElements([index]);
        CircuitValue challenge = recorder.Unpack(transcript.Digest()).First;
        CircuitSponge row = recorder.Sponge(RowDomain, 16 * RowBlocks);
        for (int i = 0; i < RowBlocks; i++)
            row.AbsorbRow(recorder.Cells(16), challenge);
        (CircuitDigest leaf, CircuitValue sum) = (row.Digest(), row.Sum());
        CircuitValue inverse = challenge.Inverse();

        recorder.BeginPart("path");
        CircuitValue[] bits = recorder.Bits(index);
        CircuitDigest node = recorder.Compress(leaf, leaf);
        for (int i = 0; i < Depth; i++)
            node = recorder.MerkleStep(node, bits[i], recorder.SiblingInput());
        recorder.AssertEqual(node, root);

        recorder.BeginPart("sum");
        CircuitValue value = recorder.Input();
        recorder.AssertEqual(value, new CircuitValue(Value));
        CircuitSponge extensions = recorder.Sponge(RowDomain, 5);
        extensions.AbsorbExtensions([sum, value], inverse);
        recorder.AssertEqual(extensions.Sum(), (((sum * inverse) + value) * inverse));
        CircuitValue claimed = recorder.PublicValue(8);
        recorder.AssertEqual(recorder.Coordinates(sum - (value * new CircuitValue(ThreeX)))[0], claimed);

        return recorder.Build();
    }

    /// <summary>A true statement and the input that proves it.</summary>
    public static (KoalaBear[] PublicValues, KoalaBear[] Input) Solve(int index)
    {
        KoalaBear[] row = [.. Enumerable.Range(1, 16 * RowBlocks).Select(i => KoalaBear.FromCanonical((uint)i * 0x1234_5678u))];
        KoalaBear[] node = new KoalaBear[8];
        Poseidon2Hash.Hash(RowDomain, row, node);
        Poseidon2Hash.Compress([.. node], [.. node], node);
        List<KoalaBear> siblings = [];
        for (int i = 0; i < Depth; i++)
        {
            KoalaBear[] sibling = [.. Enumerable.Range(0, 8).Select(j => KoalaBear.FromCanonical((uint)((100 * i) + j)))];
            siblings.AddRange(sibling);
            if (((index >> i) & 1) == 0)
                Poseidon2Hash.Compress([.. node], sibling, node);
            else
                Poseidon2Hash.Compress(sibling, [.. node], node);
        }

        KoalaBear[] digest = new KoalaBear[8];
        KoalaBear[] absorbed = [.. node, .. new KoalaBear[8], KoalaBear.FromCanonical((uint)index), .. new KoalaBear[15]];
        Poseidon2Hash.Hash(ChallengeDomain, absorbed, digest);
        Extension challenge = Chips.ExtensionCoordinates.Read(digest);
        Extension sum = default;
        foreach (KoalaBear element in row)
            sum = (sum * challenge) + Extension.Constant(element);
        Extension result = sum - (Value * ThreeX);
        return (
            [.. node, result.C0.Value],
            [KoalaBear.FromCanonical((uint)index), .. row, .. siblings, .. Coordinates(Value)]);
    }

    public static KoalaBear[] Coordinates(Extension value)
    {
        KoalaBear[] coordinates = new KoalaBear[5];
        Chips.ExtensionCoordinates.Write(value, coordinates);
        return coordinates;
    }

    public static (Circuit Circuit, CircuitWitness Witness, KoalaBear[] PublicValues) Create(int index = 5, bool compact = false)
    {
        CircuitProgram program = Record();
        Circuit circuit = new(program, compact ? CompactShape.For(program) : program.MinimalShape);
        (KoalaBear[] publicValues, KoalaBear[] input) = Solve(index);
        return (circuit, CircuitRun.Execute(circuit, publicValues, input), publicValues);
    }
}
