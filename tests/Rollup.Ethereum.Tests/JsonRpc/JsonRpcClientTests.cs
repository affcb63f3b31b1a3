using System.Text.Json;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Kernel.Primitives;
using Rollup.Testing;

namespace Rollup.Ethereum.Tests.JsonRpc;

public sealed class JsonRpcClientTests
{
    private static readonly JsonRpcOptions Quick = new() { Timeout = TimeSpan.FromMilliseconds(300), Retries = 2, RetryDelay = TimeSpan.FromMilliseconds(1) };

    [Fact]
    public async Task A_result_is_returned_and_the_request_is_JSON_RPC()
    {
        await using FakeJsonRpcServer server = await FakeJsonRpcServer.StartAsync((request, _) =>
        {
            request.GetProperty("jsonrpc").GetString().ShouldBe("2.0");
            request.GetProperty("method").GetString().ShouldBe("m");
            return Task.FromResult((200, $$"""{"jsonrpc":"2.0","id":{{request.GetProperty("id")}},"result":{{request.GetProperty("params")}}}"""));
        });
        using var client = new JsonRpcClient(server.Url, Quick);
        (await client.SendAsync("m", CancellationToken.None, "a", true, null)).GetRawText().ShouldBe("""["a",true,null]""");
    }

    [Fact]
    public async Task A_query_is_repeated_until_there_is_an_answer()
    {
        await using FakeJsonRpcServer server = await FakeJsonRpcServer.StartAsync((_, count) =>
            Task.FromResult(count < 3 ? (503, "busy") : (200, """{"result":1}""")));
        using var client = new JsonRpcClient(server.Url, Quick);
        (await client.QueryAsync("m", CancellationToken.None)).GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Repetitions_are_bounded()
    {
        await using FakeJsonRpcServer server = await FakeJsonRpcServer.StartAsync(429, "slow down");
        using var client = new JsonRpcClient(server.Url, Quick);
        await Should.ThrowAsync<L1UnreachableException>(() => client.QueryAsync("m", CancellationToken.None));
        server.Requests.ShouldBe(3);
    }

    [Fact]
    public async Task A_call_that_must_not_be_repeated_is_not()
    {
        await using FakeJsonRpcServer server = await FakeJsonRpcServer.StartAsync(503, "busy");
        using var client = new JsonRpcClient(server.Url, Quick);
        await Should.ThrowAsync<L1UnreachableException>(() => client.SendAsync("m", CancellationToken.None));
        server.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task Silence_ends_with_the_timeout()
    {
        var never = new TaskCompletionSource<(int, string)>();
        await using FakeJsonRpcServer server = await FakeJsonRpcServer.StartAsync((_, _) => never.Task);
        using var client = new JsonRpcClient(server.Url, Quick);
        await Should.ThrowAsync<L1UnreachableException>(() => client.SendAsync("m", CancellationToken.None));
        never.SetResult((200, "{}"));
    }

    [Fact]
    public async Task A_refused_connection_is_unreachable()
    {
        Uri url;
        await using (FakeJsonRpcServer server = await FakeJsonRpcServer.StartAsync(200, "{}"))
            url = server.Url;
        using var client = new JsonRpcClient(url, Quick);
        await Should.ThrowAsync<L1UnreachableException>(() => client.SendAsync("m", CancellationToken.None));
    }

    [Fact]
    public async Task Cancellation_is_not_mistaken_for_an_outage()
    {
        var never = new TaskCompletionSource<(int, string)>();
        await using FakeJsonRpcServer server = await FakeJsonRpcServer.StartAsync((_, _) => never.Task);
        using var client = new JsonRpcClient(server.Url, Quick with { Timeout = TimeSpan.FromSeconds(30) });
        using var cancellation = new CancellationTokenSource(50);
        await Should.ThrowAsync<OperationCanceledException>(() => client.QueryAsync("m", cancellation.Token));
        never.SetResult((200, "{}"));
    }

    [Fact]
    public async Task A_JSON_RPC_error_keeps_its_code_message_and_revert_data()
    {
        await using FakeJsonRpcServer server = await FakeJsonRpcServer.StartAsync(200, """{"error":{"code":3,"message":"execution reverted","data":"0x0102"}}""");
        using var client = new JsonRpcClient(server.Url, Quick);
        L1RpcException error = await Should.ThrowAsync<L1RpcException>(() => client.QueryAsync("m", CancellationToken.None));
        error.Code.ShouldBe(3);
        error.Reason.ShouldBe("execution reverted");
        error.RevertData.ShouldBe([1, 2]);
        server.Requests.ShouldBe(1);
    }

    [Theory]
    [InlineData("\"-32000\"")]
    [InlineData("null")]
    [InlineData("1.5")]
    [InlineData("1e400")]
    [InlineData("99999999999")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("true")]
    public async Task An_error_code_of_the_wrong_type_does_not_hide_the_error(string code)
    {
        await using FakeJsonRpcServer server = await FakeJsonRpcServer.StartAsync(200, $$$"""{"error":{"code":{{{code}}},"message":"overloaded","data":{"data":7} } }""");
        using var client = new JsonRpcClient(server.Url, Quick);
        L1RpcException error = await Should.ThrowAsync<L1RpcException>(() => client.QueryAsync("m", CancellationToken.None));
        error.Reason.ShouldBe("overloaded");
    }

    [Fact]
    public async Task The_answer_to_another_call_is_not_taken()
    {
        await using FakeJsonRpcServer server = await FakeJsonRpcServer.StartAsync(200, """{"jsonrpc":"2.0","id":9999,"result":"0x1"}""");
        using var client = new JsonRpcClient(server.Url, Quick);
        await Should.ThrowAsync<L1MalformedException>(() => client.QueryAsync("m", CancellationToken.None));
    }

    [Theory]
    [InlineData("{\"error\":\"overloaded\"}")]
    [InlineData("{\"error\":[]}")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("""{"error":null}""")]
    public async Task What_is_not_JSON_RPC_is_malformed(string body)
    {
        await using FakeJsonRpcServer server = await FakeJsonRpcServer.StartAsync(200, body);
        using var client = new JsonRpcClient(server.Url, Quick);
        await Should.ThrowAsync<L1MalformedException>(() => client.QueryAsync("m", CancellationToken.None));
    }

    [Fact]
    public async Task An_answer_longer_than_the_limit_is_malformed()
    {
        await using FakeJsonRpcServer server = await FakeJsonRpcServer.StartAsync(200, $$"""{"result":"{{new string('x', 5000)}}"}""");
        using var client = new JsonRpcClient(server.Url, Quick with { MaxResponseBytes = 1000 });
        await Should.ThrowAsync<L1MalformedException>(() => client.QueryAsync("m", CancellationToken.None));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("7")]
    [InlineData("\"0x\"")]
    [InlineData("\"0x01\"")]
    [InlineData("\"0x10000000000000000\"")]
    [InlineData("\"12\"")]
    public async Task A_quantity_of_the_wrong_form_is_malformed(string result)
    {
        await using FakeJsonRpcServer server = await FakeJsonRpcServer.StartAsync(200, $$"""{"result":{{result}}}""");
        using var client = new JsonRpcClient(server.Url, Quick);
        await Should.ThrowAsync<L1MalformedException>(() => new L1Client(client).ChainIdAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_range_of_logs_that_the_node_refuses_is_split()
    {
        var ranges = new List<(ulong From, ulong To)>();
        await using FakeJsonRpcServer server = await FakeJsonRpcServer.StartAsync((request, _) =>
        {
            JsonElement filter = request.GetProperty("params")[0];
            ulong from = HexFormat.ParseQuantity(filter.GetProperty("fromBlock").GetString()!).L0;
            ulong to = HexFormat.ParseQuantity(filter.GetProperty("toBlock").GetString()!).L0;
            if (to - from >= 10)
                return Task.FromResult((200, """{"error":{"code":-32005,"message":"query returned more than 10000 results"}}"""));
            ranges.Add((from, to));
            return Task.FromResult((200, """{"result":[]}"""));
        });
        using var client = new JsonRpcClient(server.Url, Quick);
        await new L1Client(client).GetLogsAsync(new L1LogFilter(Address.Zero, Hash256.Zero), 5, 104, CancellationToken.None);
        ranges[0].From.ShouldBe(5UL);
        ranges[^1].To.ShouldBe(104UL);
        ranges.Zip(ranges.Skip(1)).ShouldAllBe(pair => pair.First.To + 1 == pair.Second.From);
    }

    [Fact]
    public async Task A_tag_that_names_no_block_yet_is_null()
    {
        await using FakeJsonRpcServer server = await FakeJsonRpcServer.StartAsync(200, """{"error":{"code":-39001,"message":"Unknown block"}}""");
        using var client = new JsonRpcClient(server.Url, Quick);
        (await new L1Client(client).GetBlockAsync(L1BlockTag.Finalized, CancellationToken.None)).ShouldBeNull();
    }

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("17")]
    [InlineData("\"0x1\"")]
    [InlineData("[]")]
    [InlineData("[[]]")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData("{}")]
    [InlineData("""{"baseFeePerGas":["0x1"],"reward":[[]]}""")]
    [InlineData("""{"baseFeePerGas":"0x1"}""")]
    [InlineData("""{"number":"0x1","hash":null}""")]
    [InlineData("""{"hash":"0x12","from":7}""")]
    [InlineData("""[{"address":"0x00","topics":{}}]""")]
    public async Task Whatever_a_node_answers_is_a_value_or_malformed(string result)
    {
        await using FakeJsonRpcServer server = await FakeJsonRpcServer.StartAsync(200, $$"""{"result":{{result}}}""");
        using var rpc = new JsonRpcClient(server.Url, Quick);
        var client = new L1Client(rpc);
        Func<Task>[] calls =
        [
            () => client.GetBlockAsync(L1BlockTag.Latest, CancellationToken.None),
            () => client.GetReceiptAsync(Hash256.Zero, CancellationToken.None),
            () => client.GetTransactionAsync(Hash256.Zero, CancellationToken.None),
            () => client.GetFeeHistoryAsync(4, 50, CancellationToken.None),
            () => client.GetLogsAsync(new L1LogFilter(Address.Zero, Hash256.Zero), 1, 1, CancellationToken.None),
            () => client.CallAsync(new L1Call(Address.Zero, default), L1BlockTag.Latest, CancellationToken.None),
            () => client.GetBalanceAsync(Address.Zero, L1BlockTag.Latest, CancellationToken.None),
        ];
        foreach (Func<Task> call in calls)
        {
            Exception? error = await Record.ExceptionAsync(call);
            (error is null or L1MalformedException).ShouldBeTrue(error?.ToString());
        }
    }
}
