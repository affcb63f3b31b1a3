using System.Runtime.CompilerServices;
using System.Text.Json;
using Rollup.Kernel.Fields;

namespace Rollup.Kernel.Tests.Poseidon2;

/// <summary>The published parameters and permutation vectors of one width, from tests/vectors.</summary>
internal sealed record Poseidon2Vectors(
    uint[] ExternalInitial, uint[] Internal, uint[] ExternalFinal, string[] Diagonal, IReadOnlyList<(uint[] Input, uint[] Output)> Permutations)
{
    public static Poseidon2Vectors Load(int width, [CallerFilePath] string thisFile = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "vectors", "poseidon2-koalabear.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        JsonElement parameters = document.RootElement.GetProperty("widths").GetProperty(width.ToString());
        JsonElement constants = parameters.GetProperty("round_constants");
        return new(
            [.. constants.GetProperty("external_initial").EnumerateArray().SelectMany(Numbers)],
            Numbers(constants.GetProperty("internal")),
            [.. constants.GetProperty("external_final").EnumerateArray().SelectMany(Numbers)],
            [.. parameters.GetProperty("diagonal").EnumerateArray().Select(v => v.GetString()!)],
            [.. parameters.GetProperty("permutation_vectors").EnumerateArray().Select(v => (Numbers(v.GetProperty("input")), Numbers(v.GetProperty("output"))))]);
    }

    /// <summary>The element a diagonal entry such as "-1/2^24" denotes.</summary>
    public static KoalaBear Parse(string entry)
    {
        bool negative = entry[0] == '-';
        string[] fraction = entry.TrimStart('-').Split('/');
        KoalaBear value = Integer(fraction[0]);
        if (fraction.Length > 1)
            value *= Integer(fraction[1]).Inverse();
        return negative ? -value : value;
    }

    private static KoalaBear Integer(string text)
    {
        string[] power = text.Split('^');
        KoalaBear value = KoalaBear.FromCanonical(uint.Parse(power[0]));
        return power.Length > 1 ? value.Pow(ulong.Parse(power[1])) : value;
    }

    private static uint[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetUInt32())];
}
