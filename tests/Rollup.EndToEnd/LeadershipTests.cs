using System.Diagnostics;
using System.Text.Json;
using Rollup.Testing;

namespace Rollup.EndToEnd;

public sealed class LeadershipTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Of_two_sequencers_one_leads_and_the_other_takes_over_when_it_is_killed()
    {
        await using LoadedStack loaded = await LoadedStack.StartAsync();
        NodeProcess leader = loaded.Stack.Node;
        NodeProcess standby = await loaded.Stack.StartNodeAsync();
        (await ReadRoleAsync(leader)).ShouldBe("sequencer");
        (await ReadRoleAsync(standby)).ShouldBe("standby");
        (await SubmitAsync(standby)).Message.ShouldStartWith("nonce too high", Case.Sensitive, "a standby passes on to the leader");
        await loaded.WaitForProgressAsync();
        ulong height = await loaded.ReadHeightAsync();
        await loaded.WaitUntilAsync("block on the standby", async () => await loaded.ReadHeightAsync() > height);

        await leader.KillAsync();
        await loaded.WaitUntilAsync("take-over", async () => await ReadRoleAsync(standby) == "sequencer");
        loaded.SwitchTo(standby);
        await loaded.WaitForProgressAsync();
        await loaded.AuditAsync();
    }

    [Fact]
    [Trait("Category", "Faults")]
    public async Task A_leader_that_freezes_is_replaced_and_clients_of_an_RPC_node_go_on()
    {
        (LoadedStack stack, NodeProcess leader, NodeProcess standby) = await StartWithStandbyAsync();
        await using LoadedStack loaded = stack;
        await loaded.WaitForProgressAsync();
        leader.Pause();
        long frozen = Stopwatch.GetTimestamp();
        await UntilAsync("take-over", async () => await ReadRoleAsync(standby) == "sequencer");
        TimeSpan taken = Stopwatch.GetElapsedTime(frozen);
        await loaded.WaitForProgressAsync();
        leader.Resume();
        await UntilAsync("standing by", async () => await ReadRoleAsync(leader) == "standby");
        await loaded.WaitForProgressAsync();
        await loaded.AuditAsync();
        taken.ShouldBeLessThan(TimeSpan.FromSeconds(20), "12 seconds on a machine that has nothing else to do");
    }

    [Fact]
    [Trait("Category", "Faults")]
    public async Task A_leader_that_is_cut_off_from_the_database_is_replaced_says_so_and_stands_by_afterwards()
    {
        CuttableLink link = null!;
        NodeProcess leader = null!, rpc = null!, standby = null!;
        await using LoadedStack loaded = await LoadedStack.StartAsync(startNodes: async stack =>
        {
            (link, string connection) = stack.Postgres.LinkTo();
            leader = await stack.StartNodeAsync(null, ("ROLLUP_Database__ConnectionString", connection));
            rpc = await stack.StartNodeAsync(null, ("ROLLUP_Roles", "rpc"), ("ROLLUP_L1__Url", ""), ("ROLLUP_Settlement__PrivateKey", ""));
            standby = await stack.StartNodeAsync();
        });
        await using CuttableLink cut = link;
        loaded.SwitchTo(rpc);
        await loaded.WaitForProgressAsync();

        // Under load there is a write on the way at nearly any moment.
        link.Cut();
        long moment = Stopwatch.GetTimestamp();
        (int status, string text) = await leader.ReadReadinessAsync();
        status.ShouldBe(503, text);
        text.ShouldContain("the database does not answer");
        await UntilAsync("take-over", async () => await ReadRoleAsync(standby) == "sequencer");
        TimeSpan taken = Stopwatch.GetElapsedTime(moment);
        await loaded.WaitForProgressAsync();

        link.Mend();
        await UntilAsync("standing by", async () => await ReadRoleAsync(leader) == "standby");
        await leader.WaitUntilReadyAsync();
        await loaded.WaitForProgressAsync();
        await loaded.AuditAsync();
        taken.ShouldBeLessThan(TimeSpan.FromSeconds(20), "12 seconds on a machine that has nothing else to do");
    }

    [Fact]
    [Trait("Category", "Faults")]
    public async Task A_sequencer_alone_that_was_frozen_leads_again_and_loses_nothing()
    {
        await using LoadedStack loaded = await LoadedStack.StartAsync();
        await loaded.WaitForProgressAsync();
        loaded.Stack.Node.Pause();
        await Task.Delay(TimeSpan.FromSeconds(15)); // Longer than a session lasts in silence.
        loaded.Stack.Node.Resume();
        await loaded.WaitForProgressAsync();
        await loaded.Stack.Node.WaitUntilReadyAsync();
        await loaded.AuditAsync();
    }

    [Fact]
    [Trait("Category", "Faults")]
    public async Task When_the_leader_is_killed_clients_of_an_RPC_node_are_put_off_for_a_moment_only()
    {
        (LoadedStack stack, NodeProcess leader, NodeProcess standby) = await StartWithStandbyAsync();
        await using LoadedStack loaded = stack;
        await loaded.WaitForProgressAsync();
        await leader.KillAsync();
        await UntilAsync("take-over", async () => await ReadRoleAsync(standby) == "sequencer");
        await loaded.WaitForProgressAsync();
        await loaded.AuditAsync();
        loaded.LongestRefusal.ShouldBeLessThan(TimeSpan.FromSeconds(4), "2 seconds at most on a machine that has nothing else to do");
    }

    /// <summary>A leader, a node that only answers JSON-RPC, which the wallets use, and a standby.</summary>
    private static async Task<(LoadedStack Loaded, NodeProcess Leader, NodeProcess Standby)> StartWithStandbyAsync()
    {
        NodeProcess leader = null!, rpc = null!, standby = null!;
        LoadedStack loaded = await LoadedStack.StartAsync(startNodes: async stack =>
        {
            leader = await stack.StartNodeAsync();
            rpc = await stack.StartNodeAsync(null, ("ROLLUP_Roles", "rpc"), ("ROLLUP_L1__Url", ""), ("ROLLUP_Settlement__PrivateKey", ""));
            standby = await stack.StartNodeAsync();
        });
        loaded.SwitchTo(rpc);
        return (loaded, leader, standby);
    }

    private static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            if (patience.IsCancellationRequested)
                throw new TimeoutException($"No {what}.");
            await Task.Delay(50);
        }
    }

    private static async Task<string?> ReadRoleAsync(NodeProcess node)
    {
        JsonElement status = await node.Rpc.SendAsync("rollup_status", CancellationToken.None);
        return status.GetProperty("role").GetString();
    }

    private static async Task<SubmissionReply> SubmitAsync(NodeProcess node)
    {
        using var client = new SubmissionClient();
        TestAccount sender = TestStacks.Accounts(1)[0];
        return (await client.SubmitAsync(node.Url, SubmissionClient.Encode([sender.Transfer(1_000_000, sender.Address, 1)]), 1, CancellationToken.None))[0];
    }
}
