using System.Text.RegularExpressions;

namespace Rollup.Architecture.Tests;

/// <summary>The graph of projects: what the csproj files name, what the code uses, and what the READMEs say are one.</summary>
public sealed partial class ProjectGraphTests
{
    [Fact]
    public void Every_reference_is_used_by_the_code()
    {
        string[] unused =
        [
            .. from project in Repository.Projects
               let used = project.Assembly.MainModule.AssemblyReferences.Select(reference => reference.Name == "rollup" ? "Rollup.Node" : reference.Name).ToHashSet()
               from reference in project.References
               where !used.Contains(reference)
               select $"{project.Name} → {reference}",
        ];

        unused.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("src")]
    [InlineData("circuits")]
    public void The_table_of_projects_says_what_the_project_files_say(string folder)
    {
        Dictionary<string, string[]> table = TableRow().Matches(Repository.Read(folder + "/README.md")).ToDictionary(
            row => row.Groups["name"].Value,
            row => row.Groups["uses"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries).Where(name => name != "–").Select(name => "Rollup." + name).Order(StringComparer.Ordinal).ToArray());

        foreach (Project project in Repository.Projects.Where(project => project.Folder == folder))
        {
            table.ShouldContainKey(project.Name);
            table[project.Name].ShouldBe(project.References, $"{project.Name} in {folder}/README.md");
        }

        table.Count.ShouldBe(Repository.Projects.Count(project => project.Folder == folder));
    }

    [Fact]
    public void The_kernel_uses_no_other_project() =>
        Repository.Projects.Single(project => project.Name == "Rollup.Kernel").References.ShouldBeEmpty();

    [Fact]
    public void Only_the_storage_knows_how_the_database_fails() =>
        Repository.Projects
            .Where(project => project.Assembly.MainModule.GetTypeReferences().Any(type => type.Name is "NpgsqlException" or "PostgresException" or "PostgresErrorCodes"))
            .Select(project => project.Name)
            .ShouldBe(["Rollup.Storage"]);

    [Fact]
    public void Only_the_storage_holds_SQL()
    {
        string[] statements =
        [
            .. from project in Repository.Projects
               where project.Name != "Rollup.Storage"
               from type in project.AllTypes
               from method in type.Methods
               where method.HasBody
               from instruction in method.Body.Instructions
               where instruction.Operand is string text && Statement().IsMatch(text)
               select $"{type.FullName}: {instruction.Operand}",
        ];

        statements.ShouldBeEmpty();
    }

    /// <summary>A row of a table of projects: `| [`Rollup.X`](Rollup.X) | purpose | Y, Z |`, with – where it uses none.</summary>
    [GeneratedRegex(@"^\| \[`(?<name>Rollup\.[A-Za-z.0-9]+)`\]\([^)]*\) \|[^|]*\| (?<uses>[^|]*?) \|\r?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"^\s*(SELECT\s|INSERT INTO\s|UPDATE\s+\w+\s+SET\s|DELETE FROM\s|CREATE (TABLE|ROLE|SCHEMA)\s|COPY\s+\w+\s*\()", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Statement();
}
