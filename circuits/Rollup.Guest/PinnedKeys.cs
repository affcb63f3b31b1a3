using System.Text.Json;

namespace Rollup.Guest;

/// <summary>
/// The digests that make up the program key of the pinned program, 32 bytes each in lower-case hexadecimal digits. Contracts are deployed with the program key, and whoever plans proofs must know it: both
/// read it here, because computing it takes the keys of all proofs.
/// </summary>
/// <param name="ImageRoot">The subtree of the first memory that holds the program's image.</param>
/// <param name="MachineKey">M, the key of segments of this program.</param>
/// <param name="AllowedKeys">A, the root of the tree of the keys of inner proofs.</param>
/// <param name="ProgramKey">P.</param>
public sealed record PinnedKeys(string ImageRoot, string MachineKey, string AllowedKeys, string ProgramKey)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n" };

    public static PinnedKeys Parse(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<PinnedKeys>(json, Format) ?? throw new InvalidOperationException("the pinned keys are empty");

    public string ToJson() => JsonSerializer.Serialize(this, Format) + "\n";
}
