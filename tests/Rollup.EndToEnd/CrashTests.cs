using Rollup.Testing;

namespace Rollup.EndToEnd;

/// <summary>Crashes under load: nothing acknowledged is lost, nothing happens twice.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task Killing_the_node_twenty_times_loses_nothing_acknowledged_and_repeats_nothing()
    {
        await using LoadedStack loaded = await LoadedStack.StartAsync();
        var random = new Random(20);
        for (int i = 0; i < 20; i++)
        {
            await Task.Delay(random.Next(50, 2_500));
            await loaded.Stack.CrashNodeAsync();
        }

        await loaded.WaitForProgressAsync();
        await loaded.AuditAsync();
    }

    [Fact]
    public async Task Crashes_of_the_database_lose_nothing_acknowledged_and_repeat_nothing()
    {
        await using LoadedStack loaded = await LoadedStack.StartAsync(durable: true);
        NodeProcess node = loaded.Stack.Node;
        for (int i = 0; i < 3; i++)
        {
            await loaded.WaitForProgressAsync();
            await Task.Delay(1_000);
            await loaded.Stack.Postgres.KillAsync();
            await Task.Delay(500);
            await loaded.Stack.Postgres.StartAgainAsync();
        }

        await loaded.WaitForProgressAsync();
        node.HasExited.ShouldBeFalse("it waits for the database");
        await loaded.AuditAsync();
    }
}
