using System.Text.RegularExpressions;
using Rollup.Node.Operator.Alarms;
using Rollup.Node.Operator.Pages;
using Rollup.Testing;

namespace Rollup.Node.Tests.Operator;

/// <summary>Alarms, the runbook in ops/README.md, Prometheus' rules and the exporter name the same things.</summary>
public sealed partial class RunbookTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public void Every_alarm_has_an_entry_in_the_runbook_and_every_entry_an_alarm()
    {
        string guide = RunbookPage.Read();
        string runbook = guide[guide.IndexOf("## Runbook", StringComparison.Ordinal)..guide.IndexOf("## Containers", StringComparison.Ordinal)];
        Entry().Matches(runbook).Select(entry => entry.Groups["name"].Value).Order().ShouldBe(Alarm.All.Select(alarm => alarm.Name).Order());
        Heading().Count(runbook).ShouldBe(Alarm.All.Length, "every entry has the name of an alarm");
    }

    [Fact]
    public void All_alarms_are_in_the_list_of_all() =>
        typeof(Alarm).GetFields(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static).Select(field => field.GetValue(null)).OfType<Alarm>().ToHashSet().SetEquals(Alarm.All).ShouldBeTrue();

    [Fact]
    public void Every_alarm_has_an_alert_and_every_alert_an_entry_in_the_runbook() =>
        Runbook().Matches(Rules()).Select(match => match.Groups["name"].Value).Distinct().Order().ShouldBe(Alarm.All.Select(alarm => alarm.Name).Order());

    [Fact]
    public void Every_alert_has_a_rule_a_severity_a_summary_and_an_entry()
    {
        string[] alerts = [.. Rules().Split("- alert: ")[1..]];
        alerts.Length.ShouldBeGreaterThanOrEqualTo(Alarm.All.Length);
        foreach (string alert in alerts)
        {
            foreach (string part in (string[])["expr: ", "labels: { severity: ", "annotations: { summary: ", "runbook: "])
                alert.ShouldContain(part);
        }
    }

    [Fact]
    public async Task Alerts_and_the_guide_name_only_what_the_exporter_says()
    {
        using TemporaryFile deployment = new(TestDeployment.Create().ToJsonString());
        await using RunningNode node = await RunningNode.StartAsync(_database.ConnectionString, deployment.Path, ("Roles", "rpc"));
        await SeededOperations.FillAsync(_database.ConnectionString, segments: 2);
        await RunningNode.WaitAsync(async () => (await node.CallAsync("rollup_status")).GetProperty("lastCommittedBatch").GetString() == "0x26" ? true : (bool?)null);
        using OperatorClient client = new(node.OperatorUrl!);
        string metrics = (await client.GetAsync("/metrics")).Text;
        HashSet<string> exported = [.. Exported().Matches(metrics).Select(match => match.Groups["name"].Value)];
        string[] named = [.. Metric().Matches(Rules()).Select(match => match.Value).Distinct()];
        named.Length.ShouldBeGreaterThan(12);
        named.Where(name => !exported.Contains(name)).ShouldBeEmpty();

        // Labels, too: an alert on a name that no alarm has could never be raised.
        foreach (Match label in AlarmLabel().Matches(Rules()))
            metrics.ShouldContain($"rollup_alarm{{name=\"{label.Groups["name"].Value}\"}} ");
        metrics.ShouldContain("rollup_proof_jobs{kind=\"segment\",status=\"failed\"} 1\n");
        metrics.ShouldContain("rollup_proof_jobs{kind=\"final proof\",status=\"planned\"} 1\n");
        metrics.ShouldContain("rollup_alarm{name=\"proof-failed\"} 1\n");
        metrics.ShouldContain("rollup_alarm{name=\"halted\"} 0\n");
        metrics.ShouldContain("rollup_proof_attempts_exhausted 1\n");
        metrics.ShouldContain("rollup_proof_lease_losses 2\n");
        metrics.ShouldContain("rollup_proving_lag_batches 12\n");
        metrics.ShouldContain("rollup_l1_balance_ether{account=\"0x5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e\"} 0.04321\n");
        metrics.ShouldContain("rollup_queue_deadline_left_seconds 86400\n");
        Value(metrics, "rollup_proving_cells_per_second").ShouldBeGreaterThan(1_000_000);
        Value(metrics, "rollup_proving_lag_cells").ShouldBeGreaterThan(1_000_000);
        Value(metrics, "rollup_finality_seconds").ShouldBeInRange(34 * 60, 38 * 60);
    }

    private static double Value(string metrics, string name) =>
        double.Parse(metrics.Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal))[(name.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    private static string Rules() => File.ReadAllText(Path.Combine(RepositoryRoot.Path, "ops/monitoring/alerts.yml"));

    [GeneratedRegex("^### `(?<name>[a-z0-9-]+)`$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Entry();

    [GeneratedRegex("^### ", RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex("runbook: (?<name>[a-z0-9-]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Runbook();

    [GeneratedRegex("rollup_[a-z0-9_]+", RegexOptions.None, 1000)]
    private static partial Regex Metric();

    [GeneratedRegex("^# TYPE (?<name>[a-z0-9_]+) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Exported();

    [GeneratedRegex("rollup_alarm\\{name=\"(?<name>[a-z0-9-]+)\"\\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AlarmLabel();
}
