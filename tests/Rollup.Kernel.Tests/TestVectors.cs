using System.Text.Json;

namespace Rollup.Kernel.Tests;

/// <summary>The test data of the repository, found from wherever the tests run.</summary>
public static class TestVectors
{
    public static string Folder { get; } = Find();

    /// <summary>Every named case of every JSON file under a folder of <c>tests/vectors</c>.</summary>
    public static IEnumerable<(string Name, JsonElement Case)> Cases(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Folder, folder), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
                yield return ($"{Path.GetFileName(file)}: {property.Name}", property.Value.Clone());
        }
    }

    public static byte[] Bytes(string hex) => Convert.FromHexString(hex.StartsWith("0x", StringComparison.Ordinal) ? hex[2..] : hex);

    private static string Find()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string candidate = Path.Combine(folder, "tests", "vectors");
            if (Directory.Exists(candidate))
                return candidate;
        }

        throw new DirectoryNotFoundException("tests/vectors is in no folder above the test assembly.");
    }
}
