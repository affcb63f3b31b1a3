using System.Text.Json;
using Rollup.Testing;

namespace Rollup.EndToEnd;

public sealed class LeadershipTests
{
    private const int LimitExceeded = -32005;

    [Fact]
    public async Task Of_two_sequencers_one_leads_and_the_other_takes_over_when_it_is_killed()
    {
        await using LoadedStack loaded = await LoadedStack.StartAsync();
        NodeProcess leader = loaded.Stack.Node;
        NodeProcess standby = await loaded.Stack.StartNodeAsync();
        (await ReadRoleAsync(leader)).ShouldBe("sequencer");
        (await ReadRoleAsync(standby)).ShouldBe("standby");
        (await SubmitAsync(standby)).Code.ShouldBe(LimitExceeded, "the client should try again, elsewhere or later");
        await loaded.WaitForProgressAsync();
        ulong height = await loaded.ReadHeightAsync();
        await loaded.WaitUntilAsync("block on the standby", async () => await loaded.ReadHeightAsync() > height);

        await leader.KillAsync();
        await loaded.WaitUntilAsync("take-over", async () => await ReadRoleAsync(standby) == "sequencer");
        loaded.SwitchTo(standby);
        await loaded.WaitForProgressAsync();
        await loaded.AuditAsync();
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
