using System.Diagnostics;
using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Testing;

namespace Rollup.EndToEnd;

/// <summary>A leader whose wall clock is set.</summary>
[Trait("Category", "Faults")]
public sealed class ClockTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [FakeClockFact]
    public async Task A_clock_that_is_set_back_five_seconds_or_an_hour_or_forth_and_back_does_not_stop_blocks()
    {
        using FakeClock clock = new();
        await using LoadedStack loaded = await LoadedStack.StartAsync(startNodes: stack => stack.StartNodeAsync(null, clock.Settings));
        NodeProcess node = loaded.Stack.Node;
        await loaded.WaitForProgressAsync();
        foreach (TimeSpan ahead in (TimeSpan[])[TimeSpan.FromSeconds(-5), -Hour, TimeSpan.Zero, Hour, TimeSpan.Zero])
        {
            clock.Set(ahead);
            ulong height = await loaded.ReadHeightAsync();
            long set = Stopwatch.GetTimestamp();
            await loaded.WaitUntilAsync("ten blocks", async () => await loaded.ReadHeightAsync() >= height + 10);
            Stopwatch.GetElapsedTime(set).ShouldBeLessThan(TimeSpan.FromSeconds(20), "3 seconds on a machine that has nothing else to do: a block every quarter of a second");
        }

        // The head's time is an hour ahead now: the operator is told, and commits wait for L1's clock, which comes to it here at once.
        (int status, string text) = await node.ReadReadinessAsync();
        status.ShouldBe(200, text);
        text.ShouldContain("clock: the newest block's time is");
        await loaded.Anvil.AdvanceTimeAsync(2 * Hour);
        await loaded.AuditAsync();
        await CheckTimesAsync(loaded);
    }

    /// <summary>Header time never decreases.</summary>
    private static async Task CheckTimesAsync(LoadedStack loaded)
    {
        ulong head = await loaded.ReadHeightAsync();
        ulong last = 0;
        for (ulong number = 1; number <= head; number++)
        {
            JsonElement block = await loaded.Stack.Node.Rpc.SendAsync("eth_getBlockByNumber", default, number.ToQuantity(), false);
            ulong time = HexFormat.ParseQuantity(block.GetProperty("timestamp").GetString()!).L0;
            time.ShouldBeGreaterThanOrEqualTo(last);
            last = time;
        }
    }
}
