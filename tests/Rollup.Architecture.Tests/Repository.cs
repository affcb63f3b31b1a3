using System.Xml.Linq;
using Mono.Cecil;

namespace Rollup.Architecture.Tests;

/// <summary>A project that ships: its csproj, and the assembly that was built from it.</summary>
internal sealed record Project(string Name, string Folder, IReadOnlyList<string> References, AssemblyDefinition Assembly)
{
    /// <summary>Types that stand in a file of the project, without those that the compiler makes or that stand within another.</summary>
    public IEnumerable<TypeDefinition> Types => Assembly.MainModule.Types.Where(type => type.Name != "<Module>" && !type.Name.Contains('<', StringComparison.Ordinal));

    /// <summary>All types, nested and compiler-made ones included.</summary>
    public IEnumerable<TypeDefinition> AllTypes => Assembly.MainModule.GetTypes();
}

/// <summary>The repository this test was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Every project under src and circuits.</summary>
    public static IReadOnlyList<Project> Projects { get; } = [.. ReadProjects()];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static IEnumerable<Project> ReadProjects()
    {
        foreach (string folder in new[] { "src", "circuits" })
        {
            foreach (string path in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                XDocument project = XDocument.Load(path);
                string name = Path.GetFileNameWithoutExtension(path);
                string assembly = project.Descendants("AssemblyName").SingleOrDefault()?.Value ?? name;
                yield return new Project(
                    name,
                    folder,
                    [.. project.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)).Order(StringComparer.Ordinal)],
                    AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, assembly + ".dll")));
            }
        }
    }

    private static string FindRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Rollup.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests do not run from within the repository.");
        }

        return folder;
    }
}
