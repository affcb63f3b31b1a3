using System.Net.WebSockets;
using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.Transactions;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.WebSockets;
using Rollup.Sequencer.Pool;
using Rollup.Storage;
using Rollup.Storage.Blocks;

namespace Rollup.Rpc.Tests.Subscriptions;

/// <summary>What subscribers are told of a chain in a real ledger.</summary>
public sealed class SubscriptionTests : IAsyncLifetime
{
    private static readonly U256 Ether = U256.One * 1_000_000_000_000_000_000UL;
    private static readonly Address Bob = Address.FromU256(0xB0B);
    private static readonly Hash256 Emitted = Keccak256.Hash("MessageSent(uint256,address,address,uint256,bytes,bytes32)"u8);

    private readonly TestSender _alice = new(1);
    private TestChain _chain = null!;
    private TestSocket _socket = null!;

    public async Task InitializeAsync()
    {
        RpcLimits limits = new() { WebSocket = new WebSocketLimits { MaxSubscriptions = 3, MaxOutboxBytes = 1 << 20 } };
        _chain = await TestChain.StartAsync(limits, (_alice.Address, Ether * 10));
        _socket = await TestSocket.ConnectAsync(_chain.Server);
    }

    public async Task DisposeAsync()
    {
        await _socket.DisposeAsync();
        await _chain.DisposeAsync();
    }

    [Fact]
    public async Task Every_new_head_is_told_in_order_with_the_fields_of_its_header()
    {
        string heads = await _socket.SubscribeAsync("\"newHeads\"");
        BlockRow first = await _chain.AddBlockAsync([]);
        BlockRow second = await _chain.AddBlockAsync([_alice.Transfer(Bob, 1)]);
        JsonElement head = await _socket.NextAsync(heads);
        head.GetProperty("hash").GetString().ShouldBe(first.Hash.ToHex());
        head.GetProperty("number").GetString().ShouldBe("0x1");
        head = await _socket.NextAsync(heads);
        head.GetProperty("hash").GetString().ShouldBe(second.Hash.ToHex());
        head.GetProperty("parentHash").GetString().ShouldBe(first.Hash.ToHex());
        head.TryGetProperty("transactions", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Logs_are_told_to_those_whose_filter_they_match()
    {
        string all = await _socket.SubscribeAsync("\"logs\"");
        await using TestSocket other = await TestSocket.ConnectAsync(_chain.Server);
        string matching = await other.SubscribeAsync(
            "\"logs\"", $$"""{"address":"{{ProtocolConstants.Messenger.ToHex()}}","topics":["{{Emitted.ToHex()}}",null,["{{Word(_alice.Address)}}"]]}""");
        string none = await other.SubscribeAsync("\"logs\"", $$"""{"topics":[["{{Hash256.FromU256(1).ToHex()}}"]]}""");
        none.ShouldNotBe(matching);
        BlockRow block = await _chain.AddBlockAsync([_alice.Transfer(Bob, 1), Withdrawal(5), Withdrawal(6)]);

        JsonElement log = await _socket.NextAsync(all);
        log.GetProperty("blockHash").GetString().ShouldBe(block.Hash.ToHex());
        log.GetProperty("transactionIndex").GetString().ShouldBe("0x1");
        log.GetProperty("removed").GetBoolean().ShouldBeFalse();
        JsonElement stored = (await _chain.CallAsync("eth_getLogs", "{}"))[0];
        log.ToString().ShouldBe(stored.ToString());
        (await _socket.NextAsync(all)).GetProperty("logIndex").GetString().ShouldBe("0x1");
        (await other.NextAsync(matching)).ToString().ShouldBe(stored.ToString());
        (await other.NextAsync(matching)).GetProperty("logIndex").GetString().ShouldBe("0x1");
    }

    [Fact]
    public async Task A_rollback_tells_removed_logs_newest_block_first_and_then_the_new_chain()
    {
        string logs = await _socket.SubscribeAsync("\"logs\"");
        BlockRow[] old = [await _chain.AddBlockAsync([Withdrawal(5)]), await _chain.AddBlockAsync([Withdrawal(6), Withdrawal(7)])];
        for (int i = 0; i < 3; i++)
            (await _socket.NextAsync(logs)).GetProperty("removed").GetBoolean().ShouldBeFalse();
        await _chain.RollbackAsync();

        JsonElement[] removed = [await _socket.NextAsync(logs), await _socket.NextAsync(logs), await _socket.NextAsync(logs)];
        removed.ShouldAllBe(log => log.GetProperty("removed").GetBoolean());
        removed.Select(log => log.GetProperty("blockHash").GetString()).ShouldBe([old[1].Hash.ToHex(), old[1].Hash.ToHex(), old[0].Hash.ToHex()]);
        BlockRow block = await _chain.AddBlockAsync([new TestSender(1).Transfer(ProtocolConstants.Messenger, 9, data: Call(), gas: 100_000)], secondsLater: 2);
        JsonElement log = await _socket.NextAsync(logs);
        log.GetProperty("blockHash").GetString().ShouldBe(block.Hash.ToHex());
        log.GetProperty("removed").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Pending_transactions_are_told_by_hash_or_in_full()
    {
        string hashes = await _socket.SubscribeAsync("\"newPendingTransactions\"");
        await using TestSocket other = await TestSocket.ConnectAsync(_chain.Server);
        string full = await other.SubscribeAsync("\"newPendingTransactions\"", "true");
        PooledTransaction transaction = Pooled(_alice.Transfer(Bob, 7));
        _chain.Pending.Publish([transaction]);
        (await _socket.NextAsync(hashes)).GetString().ShouldBe(transaction.Hash.ToHex());
        JsonElement json = await other.NextAsync(full);
        json.GetProperty("hash").GetString().ShouldBe(transaction.Hash.ToHex());
        json.GetProperty("value").GetString().ShouldBe("0x7");
        json.GetProperty("blockHash").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task An_ended_subscription_is_not_told_any_more()
    {
        string first = await _socket.SubscribeAsync("\"newHeads\"");
        string second = await _socket.SubscribeAsync("\"newHeads\"");
        (await _socket.CallAsync("eth_unsubscribe", $"\"{first}\"")).GetBoolean().ShouldBeTrue();
        await _chain.AddBlockAsync([]);
        await _chain.AddBlockAsync([]);
        (await _socket.NextAsync(second)).GetProperty("number").GetString().ShouldBe("0x1");
        (await _socket.NextAsync(second)).GetProperty("number").GetString().ShouldBe("0x2");
        (await _socket.RequestAsync("eth_unsubscribe", $"\"{first}\"")).GetProperty("error").GetProperty("message").GetString().ShouldBe("subscription not found");
        await using TestSocket other = await TestSocket.ConnectAsync(_chain.Server);
        (await other.RequestAsync("eth_unsubscribe", $"\"{second}\"")).TryGetProperty("error", out _).ShouldBeTrue(); // Another's.
    }

    [Theory]
    [InlineData("\"blocks\"", "expected newHeads, logs, newPendingTransactions or syncing")]
    [InlineData("1", "expected newHeads, logs, newPendingTransactions or syncing")]
    [InlineData("", "missing value for required argument 0")]
    [InlineData("\"newHeads\",{}", "newHeads takes none")]
    [InlineData("\"newPendingTransactions\",1", "expected true or false")]
    [InlineData("\"logs\",{\"topics\":[1]}", "invalid argument 1 (filter)")]
    [InlineData("\"logs\",{\"blockHash\":\"0x0000000000000000000000000000000000000000000000000000000000000001\"}", "blockHash is for eth_getLogs only")]
    public async Task Malformed_subscriptions_are_refused(string parameters, string message)
    {
        JsonElement error = (await _socket.RequestAsync("eth_subscribe", parameters)).GetProperty("error");
        error.GetProperty("code").GetInt32().ShouldBe(RpcErrorCode.InvalidParams);
        error.GetProperty("message").GetString()!.ShouldContain(message);
    }

    [Fact]
    public async Task Subscriptions_over_the_limit_and_over_HTTP_are_refused()
    {
        for (int i = 0; i < 3; i++)
            await _socket.SubscribeAsync("\"newHeads\"");
        (await _socket.RequestAsync("eth_subscribe", "\"newHeads\"")).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(RpcErrorCode.LimitExceeded);
        (int code, string message) = await _chain.RefusedAsync("eth_subscribe", "\"newHeads\"");
        code.ShouldBe(RpcErrorCode.MethodNotFound);
        message.ShouldStartWith("notifications not supported");
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_disconnected_and_others_are_told_everything()
    {
        string slow = await _socket.SubscribeAsync("\"newPendingTransactions\"", "true");
        await using TestSocket other = await TestSocket.ConnectAsync(_chain.Server);
        string hashes = await other.SubscribeAsync("\"newPendingTransactions\"");

        // Far more than the sockets' buffers and the outbox hold.
        PooledTransaction large = Pooled(_alice.Transfer(Bob, 1, data: new byte[100_000], gas: 10_000_000));
        const int Count = 200;
        for (int i = 0; i < Count; i++)
        {
            _chain.Pending.Publish([large]);
            (await other.NextAsync(hashes)).GetString().ShouldBe(large.Hash.ToHex());
        }

        int received = 0;
        try
        {
            while (await _socket.ReceiveAsync() is { } message)
            {
                message.GetProperty("params").GetProperty("subscription").GetString().ShouldBe(slow);
                received++;
            }
        }
        catch (WebSocketException)
        {
            // Cut off in the middle of a message that it did not take in time.
        }

        received.ShouldBeLessThan(Count);
    }

    private static PooledTransaction Pooled(byte[] raw)
    {
        TransactionDecoder.Decode(raw, out SignedTransaction signed).ShouldBe(TransactionError.None);
        Transaction transaction = signed.Transaction;
        return new PooledTransaction(raw, Keccak256.Hash(raw), Bob, in transaction, DateTimeOffset.UnixEpoch);
    }

    private static string Word(Address address) => Hash256.FromU256(address.ToU256()).ToHex();

    private static byte[] Call() => [.. Keccak256.Hash("withdraw(address)"u8).AsSpan()[..4], .. Hash256.FromU256(Bob.ToU256()).AsSpan()];

    private byte[] Withdrawal(ulong value) => _alice.Transfer(ProtocolConstants.Messenger, value, data: Call(), gas: 100_000);
}
