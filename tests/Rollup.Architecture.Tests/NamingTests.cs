using System.Text.RegularExpressions;

namespace Rollup.Architecture.Tests;

/// <summary>One word, one meaning.</summary>
public sealed partial class NamingTests
{
    [Fact]
    public void Namespaces_follow_folders()
    {
        List<string> strays = [];
        foreach (string path in SourceFiles())
        {
            Match declaration = Namespace().Match(File.ReadAllText(path));
            if (declaration.Success)
            {
                string folder = Path.GetDirectoryName(Path.GetRelativePath(Repository.Root, path))!.Replace('\\', '/');
                string expected = folder[(folder.IndexOf('/', StringComparison.Ordinal) + 1)..].Replace('/', '.');
                if (declaration.Groups["name"].Value != expected)
                {
                    strays.Add($"{folder}/{Path.GetFileName(path)}: {declaration.Groups["name"].Value}");
                }
            }
        }

        strays.ShouldBeEmpty();
    }

    private static IEnumerable<string> SourceFiles() =>
        from folder in new[] { "src", "circuits", "tests" }
        from path in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
        where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/node_modules/", StringComparison.Ordinal)
        select path;

    [GeneratedRegex(@"^namespace (?<name>[A-Za-z0-9_.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Namespace();
}
