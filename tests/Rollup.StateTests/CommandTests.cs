namespace Rollup.StateTests;

/// <summary>What the command prints and returns.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("state-tests").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_post_entry_counts_once()
    {
        Copy("passes.json", test => test);
        (int status, string[] lines) = Run(_folder);
        status.ShouldBe(0);
        lines[^1].ShouldBe("1 passed, 0 failed");
    }

    [Fact]
    public void A_failure_is_named_and_makes_the_command_fail()
    {
        Copy("passes.json", test => test);
        Copy("fails.json", test => test.Replace("0x0186a0", "0x0186a1"));
        (int status, string[] lines) = Run(_folder);
        status.ShouldBe(1);
        lines.ShouldContain(line => line.StartsWith("FAILED fails/", StringComparison.Ordinal));
        lines[^1].ShouldBe("1 passed, 1 failed");
    }

    [Fact]
    public void A_file_that_is_no_test_is_a_failure()
    {
        File.WriteAllText(Path.Combine(_folder, "broken.json"), "{");
        (int status, string[] lines) = Run(_folder);
        status.ShouldBe(1);
        lines[^1].ShouldBe("0 passed, 1 failed");
    }

    [Fact]
    public void An_empty_folder_makes_the_command_fail()
    {
        (int status, string[] lines) = Run(_folder);
        status.ShouldBe(1);
        lines[^1].ShouldBe("0 passed, 0 failed");
    }

    [Fact]
    public void A_folder_that_does_not_exist_makes_the_command_fail() => Run(Path.Combine(_folder, "none")).Status.ShouldBe(1);

    [Fact]
    public void A_fork_without_entries_runs_nothing()
    {
        Copy("passes.json", test => test);
        (int status, string[] lines) = Run(_folder, "--fork", "Osaka");
        status.ShouldBe(1);
        lines[^1].ShouldBe("0 passed, 0 failed");
    }

    [Fact]
    public void Folders_in_folders_are_searched()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "deep", "deeper"));
        Copy("deep/deeper/passes.json", test => test);
        Run(_folder).Lines[^1].ShouldBe("1 passed, 0 failed");
    }

    [Fact]
    public void Files_without_state_tests_count_nothing()
    {
        File.WriteAllText(Path.Combine(_folder, "index.json"), """{"test_count": 1, "test_cases": [{"id": "a"}]}""");
        Copy("passes.json", test => test);
        Run(_folder).Lines[^1].ShouldBe("1 passed, 0 failed");
    }

    [Theory]
    [InlineData("--fork", "Frontier")]
    [InlineData("--fork")]
    [InlineData("--frok", "Cancun")]
    public void An_option_that_does_not_exist_runs_nothing(params string[] options)
    {
        Copy("passes.json", test => test);
        (int status, string[] lines) = Run([_folder, .. options]);
        status.ShouldBe(1);
        lines.ShouldBeEmpty();
    }

    private static (int Status, string[] Lines) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        int status = Program.Run(arguments, output);
        return (status, output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    private void Copy(string name, Func<string, string> change)
    {
        string source = File.ReadAllText(Path.Combine(Vectors.Folder("ethereum-tests/GeneralStateTests"), "stExample", "add11.json"));
        File.WriteAllText(Path.Combine(_folder, name), change(source));
    }
}
