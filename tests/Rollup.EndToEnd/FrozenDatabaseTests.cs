using System.Diagnostics;
using Rollup.Testing;

namespace Rollup.EndToEnd;

/// <summary>A database that holds its connections and answers nothing.</summary>
[Trait("Category", "Faults")]
public sealed class FrozenDatabaseTests
{
    [Fact]
    public async Task A_frozen_database_is_noticed_in_two_seconds_and_a_node_goes_on_when_it_thaws()
    {
        await using RollupStack stack = await TestStacks.StartAsync(TestStacks.Accounts(1));
        NodeProcess node = await stack.StartNodeAsync();
        stack.Postgres.Freeze();
        try
        {
            long asked = Stopwatch.GetTimestamp();
            (int status, string text) = await node.ReadReadinessAsync();
            TimeSpan taken = Stopwatch.GetElapsedTime(asked);
            status.ShouldBe(503);
            text.ShouldContain("the database does not answer");
            taken.ShouldBeLessThan(TimeSpan.FromSeconds(4), "2 seconds on a machine that has nothing else to do");
            await Task.Delay(TimeSpan.FromSeconds(15));
        }
        finally
        {
            stack.Postgres.Thaw();
        }

        await node.WaitUntilReadyAsync();
        await using var audit = new ChainAudit(stack);
        await audit.SettleAsync();
    }

    [Fact]
    public async Task A_node_stops_in_order_and_within_its_time_even_while_the_database_is_frozen()
    {
        await using RollupStack stack = await TestStacks.StartAsync(TestStacks.Accounts(1));
        (await (await stack.StartNodeAsync()).StopAsync(TimeSpan.FromSeconds(40))).ShouldBe(0);
        NodeProcess node = await stack.StartNodeAsync();
        stack.Postgres.Freeze();
        try
        {
            (await node.StopAsync(TimeSpan.FromSeconds(45))).ShouldBeLessThan(128, "it ends by itself, not by a signal");
        }
        finally
        {
            stack.Postgres.Thaw();
        }
    }
}
