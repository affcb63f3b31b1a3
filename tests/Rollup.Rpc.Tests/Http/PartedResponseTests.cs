using System.Net.WebSockets;
using System.Text;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Tests.Http;

/// <summary>Responses that leave in parts and fail half-way.</summary>
public sealed class PartedResponseTests
{
    private static readonly RpcError Failure = new(RpcErrorCode.ServerError, "failed half-way");

    [Fact]
    public async Task What_failed_after_it_had_begun_does_not_look_complete()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync([Failing(bytes: 3_000_000)]);
        using StringContent call = new("""{"jsonrpc":"2.0","id":1,"method":"fail"}""", Encoding.UTF8, "application/json");
        await Should.ThrowAsync<HttpRequestException>(() => server.Client.PostAsync("/", call));

        await using TestSocket socket = await TestSocket.ConnectAsync(server);
        await socket.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"fail"}""");
        await Should.ThrowAsync<WebSocketException>(() => socket.ReceiveAsync());
    }

    [Fact]
    public async Task What_failed_before_is_an_error()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync([Failing(bytes: 1000)]);
        (await server.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"fail"}""")).GetProperty("error").GetProperty("message").GetString().ShouldBe("failed half-way");
    }

    private static RpcMethod Failing(int bytes) => new("fail", async (parameters, result, cancellationToken) =>
    {
        string text = new('x', 1000);
        result.WriteStartArray();
        for (int i = 0; i < bytes; i += text.Length)
        {
            result.WriteStringValue(text);
            await parameters.Stream!.PassOnAsync(result, cancellationToken);
        }

        return Failure;
    }) { IsBoundedByBlock = true };
}
