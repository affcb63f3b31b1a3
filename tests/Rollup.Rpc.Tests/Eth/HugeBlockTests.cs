using System.Text;
using System.Text.Json;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Filters;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.WebSockets;

namespace Rollup.Rpc.Tests.Eth;

/// <summary>A block with more logs than any limit allows, which costs its author next to nothing: nobody may be kept from getting past it.</summary>
public sealed class HugeBlockTests : IAsyncLifetime
{
    private const int LogCount = 10_500;
    private const ulong CallGas = 12_000_000;
    private static readonly U256 Ether = 1_000_000_000_000_000_000;

    // PUSH3 count; JUMPDEST; DUP1; PUSH1 0; PUSH1 0; LOG1; PUSH1 1; SWAP1; SUB; DUP1; PUSH1 4; JUMPI; STOP
    private static readonly TestContract Chatterbox =
        new(Address.FromU256(0xc4a7), Convert.FromHexString($"62{LogCount:x6}5b8060006000a16001900380600457" + "00"));

    private readonly TestSender _alice = new(1);
    private TestChain _chain = null!;

    public async Task InitializeAsync() => _chain = await TestChain.StartAsync(
        new RpcLimits
        {
            MaxLogs = 100,
            MaxLogBytes = 1000,
            MaxResponseBytes = 100_000,
            Filters = new FilterLimits { MaxResults = 100 },
            WebSocket = new WebSocketLimits { MaxOutboxBytes = 100_000 },
        },
        [Chatterbox],
        (_alice.Address, Ether));

    public async Task DisposeAsync() => await _chain.DisposeAsync();

    [Fact]
    public async Task Its_logs_and_receipts_are_answered_in_full_and_in_parts()
    {
        byte[] quiet = _alice.Transfer(Address.FromU256(0xb0b), 1);
        string hash = TestChain.Quoted((await _chain.AddBlockAsync([quiet, Chatter(), Chatter()])).Hash);
        CheckLogs(await ReadPartsAsync("eth_getLogs", $$"""{"blockHash":{{hash}}}"""), 2);
        CheckLogs(await ReadPartsAsync("eth_getLogs", """{"fromBlock":"0x1","toBlock":"latest"}"""), 2);
        CheckLogs(await _chain.CallAsync("eth_getLogs", $$"""{"blockHash":{{hash}},"topics":["0x{{LogCount:x64}}"]}"""), 2, each: 1);

        JsonElement[] receipts = [.. (await ReadPartsAsync("eth_getBlockReceipts", hash)).EnumerateArray()];
        receipts.Select(receipt => receipt.GetProperty("logs").GetArrayLength()).ShouldBe([0, LogCount, LogCount]);
        receipts[0].GetProperty("logsBloom").GetString()!.Trim('0', 'x').ShouldBeEmpty();
        receipts[2].GetProperty("logs")[0].GetProperty("logIndex").GetString().ShouldBe($"0x{LogCount:x}");
        string last = $"\"{receipts[2].GetProperty("transactionHash").GetString()}\"";
        (await ReadPartsAsync("eth_getTransactionReceipt", last)).ToString().ShouldBe(receipts[2].ToString());
        (await ReadPartsAsync("debug_getRawReceipts", hash)).GetArrayLength().ShouldBe(3);

        await using TestSocket socket = await TestSocket.ConnectAsync(_chain.Server);
        CheckLogs(await socket.CallAsync("eth_getLogs", $$"""{"blockHash":{{hash}}}"""), 2);
        (await socket.CallAsync("eth_chainId")).ValueKind.ShouldBe(JsonValueKind.String);
    }

    [Fact]
    public async Task In_a_batch_of_calls_the_limit_of_a_response_holds()
    {
        await _chain.AddBlockAsync([Chatter()]);
        JsonElement[] answers =
        [
            .. (await _chain.Server.PostAsync("""[{"jsonrpc":"2.0","id":1,"method":"eth_getBlockReceipts","params":["latest"]},{"jsonrpc":"2.0","id":2,"method":"eth_chainId"}]""")).EnumerateArray(),
        ];
        answers[0].GetProperty("error").GetProperty("code").GetInt32().ShouldBe(RpcErrorCode.ResponseTooLarge);
        answers[1].GetProperty("result").ValueKind.ShouldBe(JsonValueKind.String);
    }

    [Fact]
    public async Task Every_subscription_of_a_connection_is_told_all_of_it_and_goes_on()
    {
        await using TestSocket socket = await TestSocket.ConnectAsync(_chain.Server);
        string[] subscriptions = [await socket.SubscribeAsync("\"logs\""), await socket.SubscribeAsync("\"logs\"", "{}"), await socket.SubscribeAsync("\"newHeads\"")];
        for (int block = 1; block <= 2; block++)
        {
            await _chain.AddBlockAsync([Chatter()]);
            Dictionary<string, int> told = subscriptions.ToDictionary(subscription => subscription, _ => 0);
            for (int i = 0; i < (2 * LogCount) + 1; i++)
            {
                JsonElement notification = (await socket.ReceiveAsync()).ShouldNotBeNull().GetProperty("params");
                string subscription = notification.GetProperty("subscription").GetString()!;
                if (told[subscription]++ == 0 && subscription != subscriptions[2])
                    notification.GetProperty("result").GetProperty("blockNumber").GetString().ShouldBe($"0x{block:x}");
            }

            subscriptions.Select(subscription => told[subscription]).ShouldBe([LogCount, LogCount, 1]);
        }
    }

    [Fact]
    public async Task A_filter_takes_all_of_it()
    {
        string filter = $"\"{await _chain.CallAsync("eth_newFilter", "{}")}\"";
        await _chain.AddBlockAsync([Chatter()]);
        int count = 0;
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        while (count < LogCount) // It may be asked while it is told.
        {
            count += (await _chain.CallAsync("eth_getFilterChanges", filter)).GetArrayLength();
            await Task.Delay(10, patience.Token);
        }

        count.ShouldBe(LogCount);
        (await _chain.CallAsync("eth_getFilterChanges", filter)).GetArrayLength().ShouldBe(0);
    }

    private byte[] Chatter() => _alice.Transfer(Chatterbox.Address, 0, gas: CallGas);

    private static void CheckLogs(JsonElement logs, int transactions, int each = LogCount)
    {
        JsonElement[] all = [.. logs.EnumerateArray()];
        all.Length.ShouldBe(transactions * each);
        all[0].GetProperty("topics")[0].GetString().ShouldBe($"0x{LogCount:x64}");
        string[] indices = [.. all.Select(log => log.GetProperty("logIndex").GetString()!)];
        indices.ShouldBeUnique();
        if (each == LogCount)
            indices[^1].ShouldBe($"0x{all.Length - 1:x}");
    }

    /// <summary>The result of a call whose response comes without a length, because it is not held.</summary>
    private async Task<JsonElement> ReadPartsAsync(string method, string parameter)
    {
        using StringContent content = new($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":[{{parameter}}]}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _chain.Server.Client.PostAsync("/", content);
        response.Headers.TransferEncodingChunked.ShouldBe(true);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("result");
    }
}
