using System.Net;
using System.Text.Json;
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
}
