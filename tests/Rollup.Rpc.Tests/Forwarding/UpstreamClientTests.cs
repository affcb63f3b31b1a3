using System.Text.Json;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Forwarding;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Tests.Forwarding;

/// <summary>A node without the pool in front of one with it.</summary>
public sealed class UpstreamClientTests
{
    [Fact]
    public async Task Calls_of_a_batch_are_passed_on_together_and_answered_as_the_sequencer_does()
    {
        List<int> groups = [];
        RpcMethod submit = new("eth_sendRawTransaction", (calls, _) =>
        {
            groups.Add(calls.Count);
            return ValueTask.FromResult<RpcResultWriter>((index, result) =>
            {
                if (index == 1)
                    return new RpcError(RpcErrorCode.ServerError, "nonce too low", new byte[] { 7 });
                result.WriteRawValue(calls[index].Json.Span);
                return null;
            });
        });
        await using RpcTestServer sequencer = await RpcTestServer.StartAsync([submit]);
        await using RpcTestServer front = await RpcTestServer.StartAsync([Client(sequencer.Client.BaseAddress!).Forward("eth_sendRawTransaction")]);

        JsonElement response = await front.PostAsync(
            """[{"jsonrpc":"2.0","id":"a","method":"eth_sendRawTransaction","params":["0x01"]},{"jsonrpc":"2.0","id":"b","method":"eth_sendRawTransaction","params":["0x02"]},{"jsonrpc":"2.0","id":"c","method":"eth_sendRawTransaction"}]""");
        groups.ShouldBe([3]);
        response[0].ToString().ShouldBe("""{"jsonrpc":"2.0","id":"a","result":["0x01"]}""");
        response[1].ToString().ShouldBe("""{"jsonrpc":"2.0","id":"b","error":{"code":-32000,"message":"nonce too low","data":"0x07"}}""");
        response[2].ToString().ShouldBe("""{"jsonrpc":"2.0","id":"c","result":[]}""");
    }

    [Fact]
    public async Task An_unreachable_sequencer_is_an_error_to_try_again_on()
    {
        await using RpcTestServer front = await RpcTestServer.StartAsync([Client(new Uri("http://127.0.0.1:1")).Forward("txpool_status")]);
        JsonElement response = await front.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"txpool_status","params":[]}""");
        response.GetProperty("error").ToString().ShouldBe("""{"code":-32005,"message":"no sequencer leads at the moment: try again in a moment"}""");
    }

    [Theory]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("\"0x\"")]
    public async Task An_answer_that_is_none_is_an_error(string result)
    {
        RpcMethod odd = new("eth_getTransactionCount", (_, json, _) =>
        {
            json.WriteRawValue(result);
            return ValueTask.FromResult<RpcError?>(null);
        });
        await using RpcTestServer sequencer = await RpcTestServer.StartAsync([odd]);
        (await Client(sequencer.Client.BaseAddress!).GetAsync(Address.Zero, default)).Error!.Code.ShouldBe(RpcErrorCode.LimitExceeded);
    }

    [Fact]
    public async Task The_pending_nonce_is_asked_of_the_sequencer()
    {
        RpcMethod count = new("eth_getTransactionCount", (parameters, json, _) =>
        {
            json.WriteStringValue(parameters.Json.Span.IndexOf("pending"u8) > 0 ? "0x2a" : "0x0");
            return ValueTask.FromResult<RpcError?>(null);
        });
        await using RpcTestServer sequencer = await RpcTestServer.StartAsync([count]);
        (await Client(sequencer.Client.BaseAddress!).GetAsync(Address.Zero, default)).ShouldBe((42UL, null));
    }

    private static UpstreamClient Client(Uri url) => new(new HttpClient(), new UpstreamOptions { FindLeader = _ => ValueTask.FromResult<Uri?>(url) });

    [Fact]
    public async Task While_nobody_leads_calls_wait_and_others_are_answered()
    {
        RpcMethod count = new("txpool_status", (_, json, _) =>
        {
            json.WriteNumberValue(7);
            return ValueTask.FromResult<RpcError?>(null);
        });
        RpcMethod other = new("eth_chainId", (_, json, _) =>
        {
            json.WriteNumberValue(1);
            return ValueTask.FromResult<RpcError?>(null);
        });
        await using RpcTestServer sequencer = await RpcTestServer.StartAsync([count]);
        Uri? leader = null;
        int asked = 0;
        UpstreamOptions options = new()
        {
            LeaderPatience = TimeSpan.FromSeconds(30),
            FindLeader = _ =>
            {
                // First nobody, then one who has died, then the next.
                Uri? found = Interlocked.Increment(ref asked) < 3 ? null : leader is null ? new Uri("http://127.0.0.1:1") : leader;
                return ValueTask.FromResult(found);
            },
        };
        await using RpcTestServer front = await RpcTestServer.StartAsync(
            [new UpstreamClient(new HttpClient(), options).Forward("txpool_status"), other], new RpcLimits { MaxConcurrentRequests = 1, MaxQueuedRequests = 10 });
        Task<JsonElement> waiting = front.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"txpool_status"}""");
        while (Volatile.Read(ref asked) < 5)
            await Task.Delay(10);
        (await front.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}""")).GetProperty("result").GetInt32().ShouldBe(1);
        waiting.IsCompleted.ShouldBeFalse();
        leader = sequencer.Client.BaseAddress;
        (await waiting).GetProperty("result").GetInt32().ShouldBe(7);
    }

    [Fact]
    public async Task What_was_passed_on_once_is_not_passed_on_again()
    {
        Uri? second = null;
        await using RpcTestServer first = await RpcTestServer.StartAsync(
            [new UpstreamClient(new HttpClient(), new UpstreamOptions { FindLeader = _ => ValueTask.FromResult(second) }).Forward("txpool_status")]);
        await using RpcTestServer other = await RpcTestServer.StartAsync([Client(first.Client.BaseAddress!).Forward("txpool_status")]);
        second = other.Client.BaseAddress;
        JsonElement response = await first.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"txpool_status","params":[]}""");
        response.GetProperty("error").GetProperty("message").GetString()!.ShouldStartWith("no sequencer leads");
    }

    [Fact]
    public async Task A_node_answers_itself_while_it_leads_and_passes_on_otherwise()
    {
        static RpcMethod Named(string name) => new("txpool_status", (_, json, _) =>
        {
            json.WriteStringValue(name);
            return ValueTask.FromResult<RpcError?>(null);
        });
        bool leads = true;
        await using RpcTestServer leader = await RpcTestServer.StartAsync([Named("other")]);
        await using RpcTestServer node = await RpcTestServer.StartAsync([Client(leader.Client.BaseAddress!).ForwardUnless(() => leads, Named("own"))]);
        (await AskAsync()).ShouldBe("own");
        leads = false;
        (await AskAsync()).ShouldBe("other");

        async Task<string?> AskAsync() =>
            (await node.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"txpool_status","params":[]}""")).GetProperty("result").GetString();
    }
}
