using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Rollup.Rpc.Http;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Tests.Http;

/// <summary>What happens to requests over the server's capacity.</summary>
public sealed class AdmissionTests
{
    private static readonly byte[] Call = """{"jsonrpc":"2.0","id":1,"method":"wait"}"""u8.ToArray();

    [Fact]
    public async Task Requests_beyond_those_worked_on_and_waiting_are_refused_and_can_be_repeated()
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
        await using RpcTestServer server = await RpcTestServer.StartAsync([wait], new RpcLimits { MaxConcurrentRequests = 1, MaxQueuedRequests = 0 });

        Task<(HttpStatusCode Status, string Body)> first = server.PostAsync(Call);
        await entered.WaitAsync();
        (HttpStatusCode status, string body) = await server.PostAsync(Call);
        status.ShouldBe(HttpStatusCode.TooManyRequests);
        ShouldBeLimitExceeded(body, "the server is busy: try again in a moment");

        release.Release(2);
        (await first).Status.ShouldBe(HttpStatusCode.OK);
        (await server.PostAsync(Call)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_client_over_its_allowance_of_calls_is_refused()
    {
        RpcMethod wait = new("wait", (_, result, _) =>
        {
            result.WriteNullValue();
            return ValueTask.FromResult<RpcError?>(null);
        });
        await using RpcTestServer server = await RpcTestServer.StartAsync([wait], new RpcLimits { CallsPerSecond = 1, CallBurst = 2, MaxBatch = 2 });
        string batch = """[{"jsonrpc":"2.0","id":1,"method":"wait"},{"jsonrpc":"2.0","id":2,"method":"wait"}]""";

        (await server.PostAsync(batch)).GetArrayLength().ShouldBe(2);
        (HttpStatusCode status, string body) = await server.PostAsync(System.Text.Encoding.UTF8.GetBytes(batch));
        status.ShouldBe(HttpStatusCode.TooManyRequests);
        ShouldBeLimitExceeded(body, "too many calls from this address: slow down");
    }

    private static void ShouldBeLimitExceeded(string body, string message)
    {
        JsonElement error = JsonElement.Parse(body).GetProperty("error");
        error.GetProperty("code").GetInt32().ShouldBe(RpcErrorCode.LimitExceeded);
        error.GetProperty("message").GetString().ShouldBe(message);
    }

    [Fact]
    public async Task Announced_bodies_that_do_not_come_keep_nobody_out_and_end_with_408()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync([Answering()], new RpcLimits { BodyTimeout = TimeSpan.FromSeconds(1) });
        List<TcpClient> slow = [];
        for (int i = 0; i < 60; i++)
            slow.Add(await SendAsync(server, "Content-Length: 5000000\r\n\r\n["));
        for (int i = 0; i < 20; i++)
            (await server.PostAsync(Call)).Status.ShouldBe(HttpStatusCode.OK);

        using StreamReader answer = new(slow[0].GetStream());
        (await answer.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)))!.ShouldStartWith("HTTP/1.1 408");
        slow.ForEach(client => client.Dispose());
    }

    [Fact]
    public void A_client_that_fills_its_share_of_memory_leaves_room_for_others_and_gives_it_back()
    {
        var allowance = new BodyAllowance(new RpcLimits { MaxBodyBytes = 100, MaxBodyBytesInFlight = 1000, BodyShareOfClient = 50 });
        IPAddress greedy = IPAddress.Parse("10.0.0.1");
        List<BodyAllowance.Share> held = [];
        while (allowance.Begin(greedy) is { } share && share.TryTake(100))
            held.Add(share);
        held.Count.ShouldBe(5);
        using (BodyAllowance.Share other = allowance.Begin(IPAddress.Parse("10.0.0.2")))
            other.TryTake(100).ShouldBeTrue();
        held.ForEach(share => share.Dispose());
        using BodyAllowance.Share again = allowance.Begin(greedy);
        again.TryTake(100).ShouldBeTrue();
    }

    [Fact]
    public async Task A_body_that_is_not_HTTP_is_a_bad_request()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync([Answering()]);
        using TcpClient client = await SendAsync(server, "Transfer-Encoding: chunked\r\n\r\nno chunk\r\n");
        using StreamReader answer = new(client.GetStream());
        (await answer.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)))!.ShouldStartWith("HTTP/1.1 400");
    }

    private static RpcMethod Answering() => new("wait", (_, result, _) =>
    {
        result.WriteNullValue();
        return ValueTask.FromResult<RpcError?>(null);
    });

    private static async Task<TcpClient> SendAsync(RpcTestServer server, string rest)
    {
        Uri address = server.Client.BaseAddress!;
        TcpClient client = new();
        await client.ConnectAsync(address.Host, address.Port);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\n{rest}"));
        return client;
    }
}
