using System.Text.Json;

namespace Rollup.Guest;

/// <summary>SHA-256 of the LLVM module and of the ELF, and the version of clang that made the one from the other.</summary>
public sealed record PinnedDescription(string ModuleHash, string ElfHash, string Toolchain)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n" };

    public static PinnedDescription Parse(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<PinnedDescription>(json, Format) ?? throw new InvalidOperationException("the description of the pinned program is empty");

    public string ToJson() => JsonSerializer.Serialize(this, Format) + "\n";
}
