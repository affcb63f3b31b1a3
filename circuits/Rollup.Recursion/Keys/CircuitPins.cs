using System.Reflection;
using System.Text.Json;
using Rollup.Stark.Hashing;

namespace Rollup.Recursion.Keys;

/// <summary>
/// The commitments to the preprocessed columns of all circuits over the machine with the pinned shapes, in hexadecimal digits. They are part of the source, so that a process that only verifies, or only
/// needs the program key, does not compute them; who proves computes a circuit's columns anyway, and finds out if they are not the pinned ones. The set A, shrink's and final's keys follow from them.
/// </summary>
/// <param name="MachineStructure">Of the machine's key, without its program: with the structures of the inner circuits' keys all that the circuits follow from.</param>
/// <param name="LiftStructure">Of the keys of lifts.</param>
/// <param name="FoldStructure">Of the keys of all other inner circuits.</param>
/// <param name="Lifts">The circuits of <see cref="AllowedGroup.Lifts"/>, one per shape of a segment.</param>
/// <param name="Joins">Those of <see cref="AllowedGroup.Joins"/>, in the order of their indices.</param>
/// <param name="Batches">Those of <see cref="AllowedGroup.Batches"/>, in the order of their indices.</param>
public sealed record CircuitPins(
    string MachineStructure, string LiftStructure, string FoldStructure, string[] Lifts, string[] Joins, string[] Batches, string Shrink, string[] Final)
{
    /// <summary>What pins the keys again after a change of machine, shapes, circuits or protocol.</summary>
    public const string RepinCommand = "dotnet run -c Release --project circuits/Rollup.Stark.Cli -- keys pin";

    /// <summary>The file, in this project's folder <c>Keys</c>.</summary>
    public const string File = "circuits.json";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n" };

    /// <summary>The pinned ones.</summary>
    public static CircuitPins Read()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(File) ?? throw new InvalidOperationException($"The resource {File} is missing.");
        return JsonSerializer.Deserialize<CircuitPins>(stream, Format) ?? throw new InvalidOperationException($"The resource {File} is empty.");
    }

    /// <summary>Those of keys that were computed.</summary>
    public static CircuitPins Of(ProofKeys keys)
    {
        InnerCircuits inner = keys.Inner;
        return new(
            Hex<Poseidon2Suite>(keys.Machine.Stark.Verifying.StructureDigest), Hex<Poseidon2Suite>(inner.Layouts.Lifts.Outline.StructureDigest),
            Hex<Poseidon2Suite>(inner.Layouts.Folds.Outline.StructureDigest), Caps(AllowedGroup.Lifts), Caps(AllowedGroup.Joins), Caps(AllowedGroup.Batches),
            Hex<Poseidon2Suite>(keys.Final.Shrink.Verifying.PreprocessedCap.Single()), [.. keys.Final.Final.Verifying.PreprocessedCap.Select(Hex<KeccakSuite>)]);

        string[] Caps(AllowedGroup group) => [.. inner.IndicesOf(group).Select(index => Hex<Poseidon2Suite>(inner[index].Verifying.PreprocessedCap.Single()))];
    }

    public string ToJson() => JsonSerializer.Serialize(this, Format) + "\n";

    /// <summary>Whether these are pins of circuits over the machine.</summary>
    internal bool AreOf(Digest machineStructure, InnerLayouts layouts, int lifts)
        => MachineStructure == Hex<Poseidon2Suite>(machineStructure) && LiftStructure == Hex<Poseidon2Suite>(layouts.Lifts.Outline.StructureDigest)
        && FoldStructure == Hex<Poseidon2Suite>(layouts.Folds.Outline.StructureDigest) && Lifts.Length == lifts;

    /// <summary>The commitment of the circuit with an index of <see cref="AllowedKeys"/>.</summary>
    internal Digest[] InnerCap(int index)
    {
        AllowedGroup group = AllowedKeys.GroupOf(index);
        string[] caps = group switch
        {
            AllowedGroup.Lifts => Lifts,
            AllowedGroup.Joins => Joins,
            _ => Batches,
        };
        return [Parse<Poseidon2Suite>(caps[index - ((int)group << AllowedKeys.ChoiceDepth)])];
    }

    internal Digest[] ShrinkCap() => [Parse<Poseidon2Suite>(Shrink)];

    internal Digest[] FinalCap() => [.. Final.Select(Parse<KeccakSuite>)];

    /// <summary>A digest's bytes, 32, in lower-case hexadecimal digits.</summary>
    public static string Hex<THash>(Digest digest)
        where THash : struct, IHashSuite<THash>
    {
        Span<byte> bytes = stackalloc byte[Digest.Bytes];
        THash.Write(digest, bytes);
        return Convert.ToHexStringLower(bytes);
    }

    private static Digest Parse<THash>(string hex)
        where THash : struct, IHashSuite<THash>
    {
        byte[] bytes = Convert.FromHexString(hex);
        return bytes.Length == Digest.Bytes && THash.TryRead(bytes, out Digest digest) ? digest : throw new InvalidOperationException($"{File} holds something that is no digest.");
    }
}
