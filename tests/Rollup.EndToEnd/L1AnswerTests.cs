using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Testing;

namespace Rollup.EndToEnd;

/// <summary>A provider of L1 that answers what it should not.</summary>
[Trait("Category", "Faults")]
public sealed class L1AnswerTests
{
    private static readonly Address Depositor = Address.FromU256(0xdeb0);

    private static readonly string[] Nonsense =
    [
        """{"jsonrpc":"2.0","id":1,"error":{"code":"-32000","message":"overloaded"}}""",
        """{"error":{"code":null}}""",
        """{"error":{"code":1.5}}""",
        """{"error":{"code":1e400,"message":7}}""",
        """{"error":null,"result":{}}""",
        "null",
        "[]",
        "7",
        """{"error":{}}""",
        """{"error":"rate limited"}""",
        """{"result":null}""",
        """{"result":[]}""",
        """{"result":"0x"}""",
        """{"result":{"number":7,"hash":{}}}""",
        """{"jsonrpc":"2.0","id":987654321,"result":"0x1"}""",
        "<html><body>502 Bad Gateway</body></html>",
        """{"result":[{"topics":""",
        "",
        new string('[', 100_000),
        $$"""{"result":"{{new string('0', 1_000_000)}}"}""",
    ];

    [Fact]
    public async Task Neither_empty_lists_nor_nonsense_lose_a_deposit_or_stop_a_part_of_the_node()
    {
        await using RollupStack stack = await TestStacks.StartAsync(TestStacks.Accounts(1));
        await using L1Proxy proxy = await L1Proxy.StartAsync(stack.L1.Anvil.Url);
        NodeProcess node = await stack.StartNodeAsync(null, ("ROLLUP_L1__Url", proxy.Url.ToString()));
        await stack.L1.SendDepositAsync(Depositor, 1);
        await UntilBalanceAsync(node, 1);

        // A backend that lags behind its load balancer: for a while there are no logs, neither of the deposit nor of commits, while the chain goes on.
        proxy.Answer("eth_getLogs", "[]");
        await stack.L1.SendDepositAsync(Depositor, 2);
        await Task.Delay(TimeSpan.FromSeconds(8));
        proxy.Behave();
        await stack.L1.SendDepositAsync(Depositor, 4);
        await UntilBalanceAsync(node, 7);

        var random = new Random(14);
        int calls = 0;
        proxy.Interfere(async (_, context) =>
        {
            // One of three backends is as it should be; the others answer nonsense, some of it drop by drop, too late, or without end.
            if (random.Next(3) == 0)
                return false;
            if (Interlocked.Increment(ref calls) % 6 == 3)
            {
                await AnswerWithoutEndAsync(context);
                return true;
            }

            context.Response.StatusCode = random.Next(4) == 0 ? random.Next(200, 600) : 200;
            if (context.Response.StatusCode is not (204 or 205 or 304 or < 200))
                await context.Response.WriteAsync(Nonsense[random.Next(Nonsense.Length)]);
            return true;
        });
        await stack.L1.SendDepositAsync(Depositor, 8);
        using (var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3)))
        {
            // Those who ask wait ever longer, so this is about half a minute.
            while (Volatile.Read(ref calls) < 20)
                await Task.Delay(100, patience.Token);
        }

        proxy.Behave();
        await UntilBalanceAsync(node, 15);

        await using var audit = new ChainAudit(stack);
        await audit.SettleAsync();
        JsonElement status = await node.Rpc.SendAsync("rollup_status", CancellationToken.None);
        status.GetProperty("haltedReason").ValueKind.ShouldBe(JsonValueKind.Null);
        (await node.ReadReadinessAsync()).ShouldBe((200, "ready\n"));
    }

    /// <summary>Begins as an answer, sends for longer than anybody waits or more than anybody takes, and never ends.</summary>
    private static async Task AnswerWithoutEndAsync(HttpContext context)
    {
        string part = new('0', 1 << 16);
        try
        {
            await context.Response.WriteAsync("""{"jsonrpc":"2.0","result":"0x""");
            while (true)
            {
                await context.Response.WriteAsync(part, context.RequestAborted);
                await Task.Delay(TimeSpan.FromMilliseconds(20), context.RequestAborted);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client has had enough.
        }
    }

    private static async Task UntilBalanceAsync(NodeProcess node, ulong wei)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await node.Rpc.SendAsync("eth_getBalance", CancellationToken.None, Depositor.ToHex(), "latest")).GetString() != wei.ToQuantity())
        {
            if (patience.IsCancellationRequested)
                throw new TimeoutException($"The balance does not become {wei} wei:\n{node.LogEnd()}");
            await Task.Delay(100);
        }
    }
}
