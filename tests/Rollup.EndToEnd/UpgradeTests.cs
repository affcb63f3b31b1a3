using Npgsql;
using Rollup.Testing;

namespace Rollup.EndToEnd;

/// <summary>The schema under nodes of different builds, a database that is not there, and what a standby says.</summary>
[Trait("Category", "Faults")]
public sealed class UpgradeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Where_roles_run_apart_the_schema_changes_by_a_step_of_its_own_and_a_running_node_notices_a_newer_one()
    {
        await using RollupStack stack = await TestStacks.StartAsync(TestStacks.Accounts(1));
        (string, string) apart = ("ROLLUP_Database__Migrate", "false");
        InvalidOperationException refused = await Should.ThrowAsync<InvalidOperationException>(() => stack.StartNodeAsync(null, apart));
        refused.Message.ShouldContain("exit code 1");
        refused.Message.ShouldContain("run `rollup migrate`");

        string[] migrate = [NodeProcess.Executable, "migrate", "--set", $"Database:ConnectionString={stack.ConnectionString}"];
        (await CommandLine.RunAsync("dotnet", migrate)).ShouldNotStartWith("0 ");
        (await CommandLine.RunAsync("dotnet", migrate)).ShouldBe("0 migrations applied\n");
        NodeProcess node = await stack.StartNodeAsync(null, apart);

        // The next build's migration.
        await using (NpgsqlConnection connection = new(stack.ConnectionString))
        {
            await connection.OpenAsync();
            await using NpgsqlCommand command = new("INSERT INTO schema_migrations (version, name, checksum) SELECT max(version) + 1, 'of_the_next_build', '' FROM schema_migrations", connection);
            await command.ExecuteNonQueryAsync();
        }

        using var patience = new CancellationTokenSource(Patience);
        (int Status, string Text) readiness;
        while (!(readiness = await node.ReadReadinessAsync()).Text.Contains("schema: ", StringComparison.Ordinal))
        {
            patience.IsCancellationRequested.ShouldBeFalse(readiness.Text);
            await Task.Delay(100);
        }

        readiness.Status.ShouldBe(200, "clients are served");
        readiness.Text.ShouldStartWith("degraded\n");
        readiness.Text.ShouldContain("run a newer build");
        (await Should.ThrowAsync<InvalidOperationException>(() => stack.StartNodeAsync(null, apart))).Message.ShouldContain("run a newer build");
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_named_at_the_start_without_its_password()
    {
        await using RollupStack stack = await TestStacks.StartAsync(TestStacks.Accounts(1));
        InvalidOperationException refused = await Should.ThrowAsync<InvalidOperationException>(
            () => stack.StartNodeAsync(null, ("ROLLUP_Database__ConnectionString", "Host=127.0.0.1;Port=1;Database=ledger;Username=rollup;Password=secret-word;Timeout=2")));
        refused.Message.ShouldContain("exit code 1");
        refused.Message.ShouldContain("The database ledger on 127.0.0.1:1 cannot be used");
        refused.Message.ShouldNotContain("secret-word");
    }

    [Fact]
    public async Task A_standby_says_that_it_stands_by()
    {
        await using RollupStack stack = await TestStacks.StartAsync(TestStacks.Accounts(1));
        await stack.StartNodeAsync();
        await stack.StartNodeAsync();
        string[] lines = (await stack.Node.ReadLogAsync()).Split('\n');
        lines.Count(line => line.Contains("Standing by for the lease", StringComparison.Ordinal)).ShouldBe(2);
        lines.Count(line => line.Contains("Leading from block", StringComparison.Ordinal)).ShouldBe(1);
    }
}
