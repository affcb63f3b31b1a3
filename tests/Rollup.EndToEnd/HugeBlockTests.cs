using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;
using Rollup.Testing;

namespace Rollup.EndToEnd;

/// <summary>One transaction that leaves more logs than any query may find, on a node as an operator runs it.</summary>
[Trait("Category", "Faults")]
public sealed class HugeBlockTests
{
    private const int LogCount = 10_500;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // PUSH2 count; JUMPDEST; PUSH1 0; PUSH1 0; LOG0; PUSH1 1; SWAP1; SUB; DUP1; PUSH1 3; JUMPI; STOP. Less than 4.5 million gas.
    private static readonly byte[] Chatterbox = Convert.FromHexString($"61{LogCount:x4}5b60006000a060019003806003" + "5700");

    [Fact]
    public async Task Its_block_can_be_asked_for_and_its_subscribers_stay()
    {
        TestAccount sender = TestStacks.Accounts(1)[0];
        await using RollupStack stack = await TestStacks.StartAsync([sender]);
        NodeProcess node = await stack.StartNodeAsync();
        using ClientWebSocket socket = new();
        await socket.ConnectAsync(new UriBuilder(node.Url) { Scheme = "ws" }.Uri, default);
        await socket.SendAsync(Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["logs"]}"""), WebSocketMessageType.Text, true, default);
        (await ReceiveAsync(socket)).GetProperty("result").ValueKind.ShouldBe(JsonValueKind.String);

        // A constructor may leave logs too: no contract is needed.
        byte[] raw = sender.Sign(new Transaction
        {
            Type = TransactionType.DynamicFee,
            HasChainId = true,
            ChainId = TestAccount.ChainId,
            MaxPriorityFeePerGas = 1_000,
            MaxFeePerGas = 2_000_000_000,
            GasLimit = 6_000_000,
            IsCreation = true,
            Data = Chatterbox,
        });
        string hash = (await node.Rpc.SendAsync("eth_sendRawTransaction", default, raw.ToHex())).GetString()!;
        JsonElement receipt = await UntilIncludedAsync(node, hash);
        receipt.GetProperty("status").GetString().ShouldBe("0x1");
        HexFormat.ParseQuantity(receipt.GetProperty("gasUsed").GetString()!).ShouldBeLessThan((U256)5_000_000UL, "next to nothing for a block of 60 million");
        receipt.GetProperty("logs").GetArrayLength().ShouldBe(LogCount);

        string block = receipt.GetProperty("blockHash").GetString()!;
        string number = receipt.GetProperty("blockNumber").GetString()!;
        (await node.Rpc.SendAsync("eth_getLogs", default, new { blockHash = block })).GetArrayLength().ShouldBe(LogCount);
        (await node.Rpc.SendAsync("eth_getLogs", default, new { fromBlock = number, toBlock = number })).GetArrayLength().ShouldBe(LogCount);
        (await node.Rpc.SendAsync("eth_getBlockReceipts", default, number))[0].GetProperty("logs").GetArrayLength().ShouldBe(LogCount);

        for (int i = 0; i < LogCount; i++)
            (await ReceiveAsync(socket)).GetProperty("params").GetProperty("result").GetProperty("blockHash").GetString().ShouldBe(block);
        await socket.SendAsync(Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","id":2,"method":"eth_chainId"}"""), WebSocketMessageType.Text, true, default);
        (await ReceiveAsync(socket)).GetProperty("id").GetInt32().ShouldBe(2);

        await using var audit = new ChainAudit(stack);
        await audit.SettleAsync();
    }

    private static async Task<JsonElement> UntilIncludedAsync(NodeProcess node, string hash)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            JsonElement receipt = await node.Rpc.SendAsync("eth_getTransactionReceipt", patience.Token, hash);
            if (receipt.ValueKind == JsonValueKind.Object)
                return receipt;
            await Task.Delay(50, patience.Token);
        }
    }

    private static async Task<JsonElement> ReceiveAsync(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(Patience);
        using MemoryStream message = new();
        byte[] buffer = new byte[1 << 14];
        while (true)
        {
            WebSocketReceiveResult part = await socket.ReceiveAsync(buffer, patience.Token);
            part.MessageType.ShouldBe(WebSocketMessageType.Text, socket.CloseStatusDescription);
            await message.WriteAsync(buffer.AsMemory(0, part.Count), patience.Token);
            if (part.EndOfMessage)
                return JsonElement.Parse(message.ToArray());
        }
    }
}
