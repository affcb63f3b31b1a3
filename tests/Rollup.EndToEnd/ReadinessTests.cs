using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using Rollup.Testing;

namespace Rollup.EndToEnd;

/// <summary>What a node says about itself while the world misbehaves.</summary>
[Trait("Category", "Faults")]
public sealed class ReadinessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [SmallDiskFact]
    public async Task A_full_disk_is_named_steadily_and_the_chain_goes_on_when_there_is_room()
    {
        NodeProcess node = null!, rpc = null!;
        await using LoadedStack loaded = await LoadedStack.StartAsync(
            startNodes: async stack =>
            {
                rpc = stack.LaunchNode(null, ("ROLLUP_Roles", "rpc"), ("ROLLUP_L1__Url", ""), ("ROLLUP_Settlement__PrivateKey", ""));
                node = await stack.StartNodeAsync();
                await rpc.WaitUntilReadyAsync();
            },
            diskMegabytes: 150);
        await loaded.WaitForProgressAsync();
        loaded.Stack.Postgres.FillDisk();
        await UntilAsync(node, 503, "the database takes no writes: could not extend file");
        for (int i = 0; i < 20; i++)
        {
            (int status, string text) = await node.ReadReadinessAsync();
            status.ShouldBe(503, text);
            text.ShouldContain("No space left on device");
            (await rpc.ReadReadinessAsync()).Text.ShouldContain("no sequencer leads");
            await Task.Delay(200);
        }

        loaded.Stack.Postgres.ClearDisk();
        await node.WaitUntilReadyAsync();
        await rpc.WaitUntilReadyAsync();
        await loaded.WaitForProgressAsync();
        await loaded.AuditAsync();
    }

    [Fact]
    public async Task A_database_that_takes_no_writes_is_named_and_a_node_goes_on_when_it_takes_them_again()
    {
        await using RollupStack stack = await TestStacks.StartAsync(TestStacks.Accounts(1));
        NodeProcess node = await stack.StartNodeAsync();
        await ExecuteAsync(stack, "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
        await UntilAsync(node, 503, "the database takes no writes");
        await ExecuteAsync(stack, "SET default_transaction_read_only = off", "ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()");
        await node.WaitUntilReadyAsync();
        await using var audit = new ChainAudit(stack);
        await audit.SettleAsync();
    }

    [Fact]
    public async Task Without_a_leader_no_node_is_ready()
    {
        await using RollupStack stack = await TestStacks.StartAsync(TestStacks.Accounts(1));
        NodeProcess leader = await stack.StartNodeAsync();
        NodeProcess rpc = await stack.StartNodeAsync(null, ("ROLLUP_Roles", "rpc"), ("ROLLUP_L1__Url", ""), ("ROLLUP_Settlement__PrivateKey", ""));
        await leader.KillAsync();
        await UntilAsync(rpc, 503, "no sequencer leads");
    }

    [Fact]
    public async Task An_L1_that_is_silent_or_another_one_leaves_a_node_degraded_and_blocks_go_on()
    {
        await using RollupStack stack = await TestStacks.StartAsync(TestStacks.Accounts(1), settings: ("ROLLUP_Block__HeartbeatSeconds", "1"));
        await using L1Proxy proxy = await L1Proxy.StartAsync(stack.L1.Anvil.Url);
        NodeProcess node = await stack.StartNodeAsync(null, ("ROLLUP_L1__Url", proxy.Url.ToString()));

        stack.L1.Anvil.Pause();
        await UntilAsync(node, 200, "degraded\n", "L1 cannot be read");
        string height = (await node.Rpc.SendAsync("eth_blockNumber", default)).GetString()!;
        await UntilAsync("a block without L1", async () => (await node.Rpc.SendAsync("eth_blockNumber", default)).GetString() != height);
        stack.L1.Anvil.Resume();
        await UntilAsync(node, 200, "ready\n");

        // An L1 of the same chain id that does not hold the contract: a provider that was started anew.
        await using (Anvil other = await Anvil.StartAsync())
        {
            await other.MineAsync(20);
            proxy.SwitchTo(other.Url);
            await UntilAsync(node, 200, "degraded\n", "RollupChain");
            proxy.SwitchTo(stack.L1.Anvil.Url);
        }

        await UntilAsync(node, 200, "ready\n");
        await using var audit = new ChainAudit(stack);
        await audit.SettleAsync();
    }

    [Fact]
    public async Task Sixty_bodies_that_do_not_come_refuse_nobody_and_leave_no_trace_of_a_failure()
    {
        await using RollupStack stack = await TestStacks.StartAsync(TestStacks.Accounts(1));
        NodeProcess node = await stack.StartNodeAsync(null, ("ROLLUP_Rpc__Limits__BodyTimeout", "00:00:03"));
        List<TcpClient> slow = [];
        for (int i = 0; i < 60; i++)
            slow.Add(await SendHeadAsync(node.Url, "Content-Length: 5000000", "["));
        slow.Add(await SendHeadAsync(node.Url, "Transfer-Encoding: chunked", "no chunk\r\n"));
        for (int i = 0; i < 50; i++)
            (await node.Rpc.SendAsync("eth_chainId", default)).GetString().ShouldBe("0x14821");

        (await ReadStatusAsync(slow[0])).ShouldStartWith("HTTP/1.1 408");
        (await ReadStatusAsync(slow[^1])).ShouldStartWith("HTTP/1.1 400");
        slow.ForEach(client => client.Dispose());
        (await node.ReadReadinessAsync()).Status.ShouldBe(200);
        node.LogEnd().ShouldNotContain("Exception");
    }

    private static async Task<TcpClient> SendHeadAsync(Uri url, string header, string body)
    {
        TcpClient client = new();
        await client.ConnectAsync(url.Host, url.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: application/json\r\n{header}\r\n\r\n{body}"));
        return client;
    }

    private static async Task<string> ReadStatusAsync(TcpClient client)
    {
        using StreamReader answer = new(client.GetStream(), leaveOpen: true);
        return (await answer.ReadLineAsync().WaitAsync(Patience))!;
    }

    private static async Task ExecuteAsync(RollupStack stack, params string[] statements)
    {
        await using NpgsqlConnection connection = new(stack.ConnectionString);
        await connection.OpenAsync();
        foreach (string statement in statements)
        {
            await using NpgsqlCommand command = new(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Waits until a node says all of this about itself. Every answer on the way comes in time, whatever it is.</summary>
    private static async Task UntilAsync(NodeProcess node, int status, params string[] texts)
    {
        string last = "";
        long started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < Patience)
        {
            long asked = Stopwatch.GetTimestamp();
            (int Status, string Text) readiness = await node.ReadReadinessAsync();
            Stopwatch.GetElapsedTime(asked).ShouldBeLessThan(TimeSpan.FromSeconds(4), "2 seconds on a machine that has nothing else to do");
            last = $"{readiness.Status} {readiness.Text}";
            if (readiness.Status == status && texts.All(text => readiness.Text.Contains(text, StringComparison.Ordinal)))
                return;
            await Task.Delay(50);
        }

        throw new TimeoutException($"Not {status} with {string.Join(", ", texts)}, but {last}\n{node.LogEnd()}");
    }

    private static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        long started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"No {what}.");
            await Task.Delay(50);
        }
    }
}
