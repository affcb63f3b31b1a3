using System.Reflection;
using System.Text.Json;
using Rollup.Stark.Hashing;

namespace Rollup.Recursion.Keys;

/// <summary>
/// The commitments to the preprocessed columns of all circuits over the machine with the pinned shapes, in hexadecimal digits. They are part of the source, so that a process that only verifies, or only
/// needs the program key, does not compute them; who proves computes a circuit's columns anyway, and finds out if they are not the pinned ones. The set A, shrink's and final's keys follow from them.
/// </summary>
/// <param name="MachineStructure">Of the machine's key, without its program: with the structure of the inner circuits' keys all that the circuits follow from.</param>
/// <param name="InnerStructure">Of the inner circuits' keys.</param>
/// <param name="Lifts">One per shape of a segment.</param>
public sealed record CircuitPins(string MachineStructure, string InnerStructure, string[] Lifts, string Join, string Close, string Chain, string Shrink, string[] Final)
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
            Hex<Poseidon2Suite>(keys.Machine.Stark.Verifying.StructureDigest), Hex<Poseidon2Suite>(inner.Outline.StructureDigest), [.. Enumerable.Range(0, inner.LiftCount).Select(Cap)],
            Cap(AllowedKeys.Join), Cap(AllowedKeys.Close), Cap(AllowedKeys.Chain), Hex<Poseidon2Suite>(keys.Final.Shrink.Verifying.PreprocessedCap.Single()),
            [.. keys.Final.Final.Verifying.PreprocessedCap.Select(Hex<KeccakSuite>)]);

        string Cap(int index) => Hex<Poseidon2Suite>(inner[index].Verifying.PreprocessedCap.Single());
    }

    public string ToJson() => JsonSerializer.Serialize(this, Format) + "\n";

    /// <summary>Whether these are pins of circuits over the machine.</summary>
    internal bool AreOf(Digest machineStructure, Digest innerStructure, int lifts)
        => MachineStructure == Hex<Poseidon2Suite>(machineStructure) && InnerStructure == Hex<Poseidon2Suite>(innerStructure) && Lifts.Length == lifts;

    /// <summary>The commitment of the circuit with an index of <see cref="AllowedKeys"/>.</summary>
    internal Digest[] InnerCap(int index) => [Parse<Poseidon2Suite>(index switch
    {
        AllowedKeys.Join => Join,
        AllowedKeys.Close => Close,
        AllowedKeys.Chain => Chain,
        _ => Lifts[index],
    })];

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
