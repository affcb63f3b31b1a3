using System.Text;
using Rollup.Kernel.Forks;

namespace Rollup.StateTests;

/// <summary>Every official state test of the repository, for Cancun.</summary>
public sealed class OfficialStateTests(ForkTestRunner<Cancun> runner) : IClassFixture<ForkTestRunner<Cancun>>
{
    private const int MaxNamed = 50;

    /// <summary>The folders of the tests.</summary>
    public static TheoryData<string> Folders =>
        [.. Directory.EnumerateDirectories(Vectors.Folder("ethereum-tests/GeneralStateTests")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void The_state_and_the_logs_after_each_transaction_are_the_expected_ones(string folder)
    {
        string path = Path.Combine(Vectors.Folder("ethereum-tests/GeneralStateTests"), folder);
        List<StateTestResult> results = Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).SelectMany(file => runner.RunFile(file)).ToList();
        List<StateTestResult> failures = results.Where(result => result.Failure is not null).ToList();
        var report = new StringBuilder();
        foreach (StateTestResult failure in failures.Take(MaxNamed))
            report.AppendLine($"{failure.Name}: {failure.Failure}");
        results.ShouldNotBeEmpty();
        failures.Count.ShouldBe(0, report.ToString());
    }
}
