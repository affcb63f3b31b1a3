using System.Net;
using System.Text;
using System.Text.Json;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Tests.JsonRpc;

/// <summary>JSON-RPC 2.0 as its specification's sections 4 to 6 have it.</summary>
public sealed class ProtocolTests : IAsyncLifetime
{
    private static readonly RpcMethod[] Methods =
    [
        new("echo", (parameters, result, _) =>
        {
            result.WriteRawValue(parameters.Json.IsEmpty ? "[]"u8 : parameters.Json.Span);
            return ValueTask.FromResult<RpcError?>(null);
        }),
        new("half", (_, result, _) =>
        {
            result.WriteStartArray();
            result.WriteNumberValue(1);
            return ValueTask.FromResult<RpcError?>(RpcError.Refused("changed my mind"));
        }),
        new("bug", (_, _, _) => throw new InvalidOperationException("secret detail")),
        new("slow", async (_, result, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            result.WriteNullValue();
            return null;
        }),
        new("group", (calls, _) => ValueTask.FromResult<RpcResultWriter>((index, result) =>
        {
            if (calls[index].Json.Length > 2)
                return RpcError.InvalidParams("no parameters, please");
            result.WriteStringValue($"{index} of {calls.Count}");
            return null;
        })),
    ];

    private RpcTestServer _server = null!;

    public async Task InitializeAsync() => _server = await RpcTestServer.StartAsync(
        Methods,
        new RpcLimits { MaxBatch = 5, MaxBodyBytes = 2000, MaxResponseBytes = 1000, RequestTimeout = TimeSpan.FromMilliseconds(300) });

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"echo","params":[1,{"a":null}]}""", """{"jsonrpc":"2.0","id":1,"result":[1,{"a":null}]}""")]
    [InlineData("""{"params":["x"],"method":"echo","id":"q","jsonrpc":"2.0"}""", """{"jsonrpc":"2.0","id":"q","result":["x"]}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"echo"}""", """{"jsonrpc":"2.0","id":1,"result":[]}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"echo","params":null}""", """{"jsonrpc":"2.0","id":1,"result":[]}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"\u0065cho","params":[]}""", """{"jsonrpc":"2.0","id":1,"result":[]}""")]
    public async Task A_call_is_answered_with_its_result(string request, string response) =>
        await ShouldAnswerAsync(request, response);

    [Theory]
    [InlineData("1.50")]
    [InlineData("-1e3")]
    [InlineData("18446744073709551616123")]
    [InlineData("null")]
    [InlineData("\"a \\\" \\u00e9 <b>\"")]
    public async Task The_identifier_comes_back_exactly_as_sent(string id) => await ShouldAnswerAsync(
        $$"""{"jsonrpc":"2.0","id":{{id}},"method":"echo","params":[]}""",
        $$"""{"jsonrpc":"2.0","id":{{id}},"result":[]}""");

    [Theory]
    [InlineData("", RpcErrorCode.ParseError)]
    [InlineData("{", RpcErrorCode.ParseError)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"echo"} x""", RpcErrorCode.ParseError)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"echo"},""", RpcErrorCode.ParseError)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"\ud800"}""", RpcErrorCode.ParseError)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"echo","params":["\udc00"]}""", RpcErrorCode.ParseError)]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", RpcErrorCode.ParseError)]
    [InlineData("1", RpcErrorCode.InvalidRequest)]
    [InlineData("\"text\"", RpcErrorCode.InvalidRequest)]
    [InlineData("[]", RpcErrorCode.InvalidRequest)]
    [InlineData("{}", RpcErrorCode.InvalidRequest)]
    [InlineData("""{"jsonrpc":"1.0","id":null,"method":"echo"}""", RpcErrorCode.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":[1],"method":"echo"}""", RpcErrorCode.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":true,"method":"echo"}""", RpcErrorCode.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","method":"echo","params":"x"}""", RpcErrorCode.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","method":1}""", RpcErrorCode.InvalidRequest)]
    public async Task What_is_not_a_request_is_answered_with_one_error_without_identifier(string request, int code)
    {
        JsonElement response = await _server.PostAsync(request);
        response.GetProperty("jsonrpc").GetString().ShouldBe("2.0");
        response.GetProperty("id").ValueKind.ShouldBe(JsonValueKind.Null);
        response.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(code);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_a_parse_error()
    {
        byte[] body = Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","id":1,"method":"echo","params":["@"]}""");
        body[Array.IndexOf(body, (byte)'@')] = 0xFF;
        (HttpStatusCode status, string response) = await _server.PostAsync(body);
        status.ShouldBe(HttpStatusCode.OK);
        Code(JsonElement.Parse(response)).ShouldBe(RpcErrorCode.ParseError);
    }

    [Fact]
    public async Task An_unknown_method_is_named_in_the_error()
    {
        JsonElement response = await _server.PostAsync("""{"jsonrpc":"2.0","id":7,"method":"eth_magic","params":[]}""");
        response.GetProperty("id").GetInt32().ShouldBe(7);
        Code(response).ShouldBe(RpcErrorCode.MethodNotFound);
        response.GetProperty("error").GetProperty("message").GetString().ShouldBe("the method eth_magic does not exist or is not available");
    }

    [Fact]
    public async Task Parameters_by_name_are_refused() =>
        (await _server.PostAsync("""{"jsonrpc":"2.0","id":7,"method":"echo","params":{"a":1}}"""))
            .GetProperty("error").GetProperty("message").GetString().ShouldBe("invalid request: params must be an array");

    [Fact]
    public async Task A_result_given_up_half_way_leaves_only_the_error() => await ShouldAnswerAsync(
        """{"jsonrpc":"2.0","id":1,"method":"half"}""",
        """{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"changed my mind"}}""");

    [Fact]
    public async Task A_failing_method_says_nothing_about_its_cause() => await ShouldAnswerAsync(
        """{"jsonrpc":"2.0","id":1,"method":"bug"}""",
        """{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"internal error"}}""");

    [Fact]
    public async Task A_batch_is_answered_in_order_whatever_its_elements_are()
    {
        JsonElement response = await _server.PostAsync(
            """[{"jsonrpc":"2.0","id":1,"method":"echo","params":[1]}, 5, {"jsonrpc":"2.0","id":2,"method":"nope"}, {"jsonrpc":"2.0","id":3,"method":"half"}]""");
        response.GetArrayLength().ShouldBe(4);
        response[0].GetProperty("result")[0].GetInt32().ShouldBe(1);
        Code(response[1]).ShouldBe(RpcErrorCode.InvalidRequest);
        Code(response[2]).ShouldBe(RpcErrorCode.MethodNotFound);
        Code(response[3]).ShouldBe(RpcErrorCode.ServerError);
    }

    [Fact]
    public async Task Consecutive_calls_of_a_group_method_are_answered_together()
    {
        JsonElement response = await _server.PostAsync(
            """[{"jsonrpc":"2.0","id":1,"method":"group"},{"jsonrpc":"2.0","id":2,"method":"group","params":[1]},{"jsonrpc":"2.0","id":3,"method":"group"},{"jsonrpc":"2.0","id":4,"method":"echo"},{"jsonrpc":"2.0","id":5,"method":"group"}]""");
        response[0].GetProperty("result").GetString().ShouldBe("0 of 3");
        Code(response[1]).ShouldBe(RpcErrorCode.InvalidParams);
        response[2].GetProperty("result").GetString().ShouldBe("2 of 3");
        response[4].GetProperty("result").GetString().ShouldBe("0 of 1");
    }

    [Fact]
    public async Task Notifications_are_not_answered()
    {
        JsonElement response = await _server.PostAsync(
            """[{"jsonrpc":"2.0","method":"echo"},{"jsonrpc":"2.0","id":1,"method":"echo"},{"jsonrpc":"2.0","method":"nope"},{"jsonrpc":"2.0","method":"group"}]""");
        response.GetArrayLength().ShouldBe(1);

        (HttpStatusCode status, string body) = await _server.PostAsync("""{"jsonrpc":"2.0","method":"bug"}"""u8.ToArray());
        status.ShouldBe(HttpStatusCode.NoContent);
        body.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_batch_over_the_limit_is_refused_as_a_whole()
    {
        string calls = string.Join(',', Enumerable.Repeat("""{"jsonrpc":"2.0","id":1,"method":"echo"}""", 6));
        JsonElement response = await _server.PostAsync($"[{calls}]");
        Code(response).ShouldBe(RpcErrorCode.InvalidRequest);
        response.GetProperty("error").GetProperty("message").GetString().ShouldBe("batch too large: at most 5 calls are allowed");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_refused(bool chunked)
    {
        using StringContent content = new($$"""{"jsonrpc":"2.0","id":1,"method":"echo","params":["{{new string('x', 3000)}}"]}""");
        using HttpRequestMessage request = new(HttpMethod.Post, "/") { Content = content };
        request.Headers.TransferEncodingChunked = chunked;
        using HttpResponseMessage response = await _server.Client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        JsonElement body = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Code(body).ShouldBe(RpcErrorCode.InvalidRequest);
        body.GetProperty("error").GetProperty("message").GetString().ShouldBe("request too large: the body may have at most 2000 bytes");
    }

    [Fact]
    public async Task A_response_over_the_limit_is_replaced_by_an_error()
    {
        string call = $$"""{"jsonrpc":"2.0","id":1,"method":"echo","params":["{{new string('x', 600)}}"]}""";
        JsonElement response = await _server.PostAsync($"[{call},{call}]");
        response[0].TryGetProperty("result", out _).ShouldBeTrue();
        Code(response[1]).ShouldBe(RpcErrorCode.ResponseTooLarge);
    }

    [Fact]
    public async Task Calls_beyond_the_time_limit_get_an_error()
    {
        JsonElement response = await _server.PostAsync(
            """[{"jsonrpc":"2.0","id":1,"method":"echo"},{"jsonrpc":"2.0","id":2,"method":"slow"},{"jsonrpc":"2.0","id":3,"method":"group"}]""");
        response[0].TryGetProperty("result", out _).ShouldBeTrue();
        Code(response[1]).ShouldBe(RpcErrorCode.Timeout);
        Code(response[2]).ShouldBe(RpcErrorCode.Timeout);
    }

    private static int Code(JsonElement response) => response.GetProperty("error").GetProperty("code").GetInt32();

    private async Task ShouldAnswerAsync(string request, string response)
    {
        (HttpStatusCode status, string body) = await _server.PostAsync(Encoding.UTF8.GetBytes(request));
        status.ShouldBe(HttpStatusCode.OK);
        body.ShouldBe(response);
    }
}
