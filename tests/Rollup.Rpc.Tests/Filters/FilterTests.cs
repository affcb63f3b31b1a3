using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.Transactions;
using Rollup.Rpc.Filters;
using Rollup.Rpc.JsonRpc;
using Rollup.Sequencer.Pool;
using Rollup.Storage;
using Rollup.Storage.Blocks;

namespace Rollup.Rpc.Tests.Filters;

/// <summary>Filters that are polled, on a chain in a real ledger.</summary>
public sealed class FilterTests : IAsyncLifetime
{
    private static readonly U256 Ether = U256.One * 1_000_000_000_000_000_000UL;
    private static readonly Address Bob = Address.FromU256(0xB0B);

    private readonly TestSender _alice = new(1);
    private TestChain _chain = null!;

    public async Task InitializeAsync() => _chain = await TestChain.StartAsync((_alice.Address, Ether * 10));

    public async Task DisposeAsync() => await _chain.DisposeAsync();

    [Fact]
    public async Task A_block_filter_gives_each_new_block_once()
    {
        string filter = await NewAsync("eth_newBlockFilter");
        (await ChangesAsync(filter, 0)).ShouldBeEmpty();
        BlockRow[] blocks = [await _chain.AddBlockAsync([]), await _chain.AddBlockAsync([])];
        (await ChangesAsync(filter, 2)).Select(hash => hash.GetString()).ShouldBe(blocks.Select(block => block.Hash.ToHex()));
        (await ChangesAsync(filter, 0)).ShouldBeEmpty();
        (await _chain.RefusedAsync("eth_getFilterLogs", filter)).Message.ShouldBe("this is not a filter of logs: ask eth_getFilterChanges");
    }

    [Fact]
    public async Task A_log_filter_gives_new_matches_and_all_matches_of_its_range()
    {
        await _chain.AddBlockAsync([Withdrawal(1)]);
        string all = await NewAsync("eth_newFilter", $$"""{"fromBlock":"0x0","address":"{{ProtocolConstants.Messenger.ToHex()}}"}""");
        string other = await NewAsync("eth_newFilter", $$"""{"address":["{{Bob.ToHex()}}"]}""");
        BlockRow second = await _chain.AddBlockAsync([Withdrawal(2)]);
        string later = await NewAsync("eth_newFilter", """{"fromBlock":"0x2"}""");
        BlockRow third = await _chain.AddBlockAsync([Withdrawal(3)]);
        (await ChangesAsync(all, 2)).Select(log => log.GetProperty("blockHash").GetString()).ShouldBe([second.Hash.ToHex(), third.Hash.ToHex()]);
        (await ChangesAsync(later, 1))[^1].GetProperty("blockHash").GetString().ShouldBe(third.Hash.ToHex());
        (await ChangesAsync(other, 0)).ShouldBeEmpty();
        (await _chain.CallAsync("eth_getFilterLogs", all)).GetArrayLength().ShouldBe(3);
        (await _chain.CallAsync("eth_getFilterLogs", later)).GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task A_log_filter_gives_what_a_rollback_removes()
    {
        string filter = await NewAsync("eth_newFilter", "{}");
        BlockRow block = await _chain.AddBlockAsync([Withdrawal(1)]);
        (await ChangesAsync(filter, 1)).Single().GetProperty("removed").GetBoolean().ShouldBeFalse();
        await _chain.RollbackAsync();
        JsonElement removed = (await ChangesAsync(filter, 1)).Single();
        removed.GetProperty("removed").GetBoolean().ShouldBeTrue();
        removed.GetProperty("blockHash").GetString().ShouldBe(block.Hash.ToHex());
    }

    [Fact]
    public async Task A_pending_filter_gives_the_hashes_of_what_the_pool_accepts()
    {
        string filter = await NewAsync("eth_newPendingTransactionFilter");
        byte[] raw = _alice.Transfer(Bob, 1);
        TransactionDecoder.Decode(raw, out SignedTransaction signed).ShouldBe(TransactionError.None);
        Transaction transaction = signed.Transaction;
        _chain.Pending.Publish([new PooledTransaction(raw, Keccak256.Hash(raw), _alice.Address, in transaction, DateTimeOffset.UnixEpoch)]);
        (await ChangesAsync(filter, 1)).Single().GetString().ShouldBe(Keccak256.Hash(raw).ToHex());
    }

    [Fact]
    public async Task An_ended_filter_is_gone()
    {
        string filter = await NewAsync("eth_newBlockFilter");
        (await _chain.CallAsync("eth_uninstallFilter", filter)).GetBoolean().ShouldBeTrue();
        (await _chain.CallAsync("eth_uninstallFilter", filter)).GetBoolean().ShouldBeFalse();
        (await _chain.RefusedAsync("eth_getFilterChanges", filter)).ShouldBe((RpcErrorCode.ServerError, "filter not found: it never was, or nobody asked for it in time"));
        (await _chain.RefusedAsync("eth_getFilterChanges", "1")).Code.ShouldBe(RpcErrorCode.InvalidParams);
        (await _chain.RefusedAsync("eth_newFilter", """{"topics":{}}""")).Code.ShouldBe(RpcErrorCode.InvalidParams);
    }

    [Fact]
    public async Task Filters_are_bounded_in_number_in_results_and_in_time()
    {
        FilterLimits filters = new() { MaxFilters = 2, MaxResults = 1, Lifetime = TimeSpan.FromSeconds(1) };
        await using TestChain chain = await TestChain.StartAsync(new RpcLimits { Filters = filters });
        string full = (await chain.CallAsync("eth_newBlockFilter")).ToString();
        await chain.CallAsync("eth_newBlockFilter");
        (await chain.RefusedAsync("eth_newBlockFilter")).Code.ShouldBe(RpcErrorCode.LimitExceeded);

        await chain.AddBlockAsync([]);
        await chain.AddBlockAsync([]);
        await using TestSocket socket = await TestSocket.ConnectAsync(chain.Server);
        string message = "";
        while (!message.StartsWith("filter not found", StringComparison.Ordinal))
        {
            JsonElement response = await socket.RequestAsync("eth_getFilterChanges", $"\"{full}\"");
            message = response.TryGetProperty("error", out JsonElement error) ? error.GetProperty("message").GetString()! : "";
            if (message.Length == 0)
            {
                await chain.AddBlockAsync([]);
                await chain.AddBlockAsync([]);
            }
        }

        message.ShouldBe("filter not found: dropped, because more than 1 results were waiting: ask more often");
        await Task.Delay(filters.Lifetime * 1.1);
        (await chain.RefusedAsync("eth_getFilterChanges", $"\"{full}\"")).Message.ShouldContain("nobody asked for it in time");
        await chain.CallAsync("eth_newBlockFilter"); // There is room again.
    }

    [Fact]
    public async Task Queries_of_too_many_blocks_or_logs_are_refused_with_what_to_do()
    {
        TestSender alice = new(1);
        await using TestChain chain = await TestChain.StartAsync(new RpcLimits { MaxLogBlocks = 3, MaxLogs = 1 }, (alice.Address, Ether));
        for (int i = 0; i < 4; i++)
            await chain.AddBlockAsync([alice.Transfer(ProtocolConstants.Messenger, 1, data: Call(), gas: 100_000)]);
        (await chain.RefusedAsync("eth_getLogs", """{"fromBlock":"0x1","toBlock":"0x4"}"""))
            .ShouldBe((RpcErrorCode.InvalidParams, "block range too large: at most 3 blocks at once, not 4"));
        (await chain.RefusedAsync("eth_getLogs", """{"fromBlock":"0x0","toBlock":"0x7fffffffffffffff"}""")).Code.ShouldBe(RpcErrorCode.InvalidParams);
        (int code, string message) = await chain.RefusedAsync("eth_getLogs", """{"fromBlock":"0x2","toBlock":"0x4"}""");
        code.ShouldBe(RpcErrorCode.LimitExceeded);
        message.ShouldStartWith("the query matches more than 1 logs");
        (await chain.CallAsync("eth_getLogs", """{"fromBlock":"0x4","toBlock":"0x4"}""")).GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_single_block_is_answered_in_full_whatever_the_limits_are()
    {
        TestSender alice = new(1);
        await using TestChain chain = await TestChain.StartAsync(new RpcLimits { MaxLogs = 1, MaxResponseBytes = 1000 }, (alice.Address, Ether));
        await chain.AddBlockAsync([.. Enumerable.Range(0, 5).Select(_ => alice.Transfer(ProtocolConstants.Messenger, 1, data: Call(), gas: 100_000))]);
        (await chain.CallAsync("eth_getLogs", """{"fromBlock":"0x1","toBlock":"0x1"}""")).GetArrayLength().ShouldBe(5);
        string hash = (await chain.CallAsync("eth_getBlockByNumber", "\"0x1\"", "true")).GetProperty("hash").GetString()!;
        (await chain.CallAsync("eth_getLogs", $$"""{"blockHash":"{{hash}}"}""")).GetArrayLength().ShouldBe(5);
        (await chain.CallAsync("eth_getBlockReceipts", "\"0x1\"")).GetArrayLength().ShouldBe(5);
        (await chain.RefusedAsync("eth_getLogs", """{"fromBlock":"0x0","toBlock":"0x1"}""")).Code.ShouldBe(RpcErrorCode.LimitExceeded);
    }

    private async Task<string> NewAsync(string method, params string[] parameters) => $"\"{await _chain.CallAsync(method, parameters)}\"";

    /// <summary>Asks until there are as many changes: the feed is a moment behind the chain.</summary>
    private async Task<IReadOnlyList<JsonElement>> ChangesAsync(string filter, int count)
    {
        List<JsonElement> changes = [];
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        do
        {
            changes.AddRange((await _chain.CallAsync("eth_getFilterChanges", filter)).EnumerateArray());
            await Task.Delay(10, patience.Token);
        }
        while (changes.Count < count);
        return changes;
    }

    private static byte[] Call() => [.. Keccak256.Hash("withdraw(address)"u8).AsSpan()[..4], .. Hash256.FromU256(Bob.ToU256()).AsSpan()];

    private byte[] Withdrawal(ulong value) => _alice.Transfer(ProtocolConstants.Messenger, value, data: Call(), gas: 100_000);
}
