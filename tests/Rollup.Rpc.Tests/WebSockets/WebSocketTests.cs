using System.Net.WebSockets;
using System.Text.Json;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.WebSockets;

namespace Rollup.Rpc.Tests.WebSockets;

/// <summary>Connections: requests as over HTTP, and what ends them.</summary>
public sealed class WebSocketTests
{
    private static readonly RpcMethod Echo = new("echo", (parameters, result, _) =>
    {
        ParameterReader reader = parameters.Read();
        reader.Value("value").WriteTo(result);
        return ValueTask.FromResult(reader.End());
    });

    [Fact]
    public async Task Requests_batches_notifications_and_nonsense_are_answered_as_over_HTTP()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync([Echo]);
        await using TestSocket socket = await TestSocket.ConnectAsync(server);
        (await socket.CallAsync("echo", "42")).GetInt32().ShouldBe(42);
        await socket.SendAsync("""{"jsonrpc":"2.0","method":"echo","params":[1]}""");
        await socket.SendAsync("""[{"jsonrpc":"2.0","id":7,"method":"echo","params":["a"]},{"jsonrpc":"2.0","id":8,"method":"none"}]""");
        JsonElement batch = (await socket.ReceiveAsync()).ShouldNotBeNull();
        batch[0].ToString().ShouldBe("""{"jsonrpc":"2.0","id":7,"result":"a"}""");
        batch[1].GetProperty("error").GetProperty("code").GetInt32().ShouldBe(RpcErrorCode.MethodNotFound);
        await socket.SendAsync("{");
        (await socket.ReceiveAsync()).ShouldNotBeNull().GetProperty("error").GetProperty("code").GetInt32().ShouldBe(RpcErrorCode.ParseError);
    }

    [Fact]
    public async Task The_same_path_still_serves_pages_and_posts()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync([Echo]);
        (await server.Client.GetStringAsync("/")).ShouldBe("a page");
        (await server.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"echo","params":[1]}""")).GetProperty("result").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Requests_of_one_connection_run_side_by_side_up_to_a_limit()
    {
        using SemaphoreSlim entered = new(0);
        using SemaphoreSlim release = new(0);
        RpcMethod wait = new("wait", async (_, result, cancellationToken) =>
        {
            entered.Release();
            await release.WaitAsync(cancellationToken);
            result.WriteNullValue();
            return null;
        });
        await using RpcTestServer server = await RpcTestServer.StartAsync([wait], new RpcLimits { WebSocket = new WebSocketLimits { MaxConcurrentRequests = 2 } });
        await using TestSocket socket = await TestSocket.ConnectAsync(server);
        for (int id = 0; id < 3; id++)
            await socket.SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"wait"}""");
        await entered.WaitAsync();
        await entered.WaitAsync();
        (await entered.WaitAsync(200)).ShouldBeFalse(); // The third waits for one of them.
        release.Release(3);
        HashSet<int> answered = [];
        for (int i = 0; i < 3; i++)
            answered.Add((await socket.ReceiveAsync()).ShouldNotBeNull().GetProperty("id").GetInt32());
        answered.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_message_over_the_limit_closes_the_connection()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync([Echo], new RpcLimits { MaxBodyBytes = 100_000 });
        await using TestSocket socket = await TestSocket.ConnectAsync(server);
        (await socket.CallAsync("echo", $"\"{new string('x', 90_000)}\"")).GetString()!.Length.ShouldBe(90_000);
        await socket.SendAsync($"\"{new string('x', 200_000)}\"");
        (await socket.ClosedAsync()).ShouldBe((WebSocketCloseStatus.MessageTooBig, "a message may have at most 100000 bytes"));
    }

    [Fact]
    public async Task Connections_over_the_limit_are_refused_until_one_closes()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync([Echo], new RpcLimits { WebSocket = new WebSocketLimits { MaxConnections = 1 } });
        await using (TestSocket first = await TestSocket.ConnectAsync(server))
        {
            await first.CallAsync("echo", "1");
            (await Should.ThrowAsync<WebSocketException>(() => TestSocket.ConnectAsync(server))).Message.ShouldContain("503");
        }

        await using TestSocket next = await TestSocket.ConnectAsync(server);
        (await next.CallAsync("echo", "2")).GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task A_connection_without_requests_or_subscriptions_is_closed()
    {
        RpcLimits limits = new() { WebSocket = new WebSocketLimits { IdleTimeout = TimeSpan.FromMilliseconds(200) } };
        await using RpcTestServer server = await RpcTestServer.StartAsync([Echo], limits);
        await using TestSocket socket = await TestSocket.ConnectAsync(server);
        await socket.CallAsync("echo", "1");
        (await socket.ClosedAsync()).ShouldBe((WebSocketCloseStatus.NormalClosure, "no request for 00:00:00.2000000, and no subscription"));
    }

    [Fact]
    public async Task Pages_of_other_origins_are_not_let_in()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync([Echo]);
        await using TestSocket socket = await TestSocket.ConnectAsync(server, "https://dapp.example");
        (await socket.CallAsync("echo", "1")).GetInt32().ShouldBe(1);
        (await Should.ThrowAsync<WebSocketException>(() => TestSocket.ConnectAsync(server, "https://other.example"))).Message.ShouldContain("403");
    }

    [Fact]
    public async Task The_calls_of_a_client_count_against_its_allowance()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync([Echo], new RpcLimits { CallsPerSecond = 1, CallBurst = 2, MaxBatch = 2 });
        await using TestSocket socket = await TestSocket.ConnectAsync(server);
        await socket.CallAsync("echo", "1");
        await socket.CallAsync("echo", "2");
        await socket.SendAsync("""{"jsonrpc":"2.0","id":9,"method":"echo","params":[3]}""");
        (await socket.ReceiveAsync()).ShouldNotBeNull().GetProperty("error").GetProperty("code").GetInt32().ShouldBe(RpcErrorCode.LimitExceeded);
    }
}
