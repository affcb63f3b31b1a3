using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Nethereum.Contracts;
using Rollup.Contracts;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Ethereum.Signing;
using Rollup.Kernel.Primitives;
using Rollup.Sequencer.L1;
using Rollup.Storage;
using Rollup.Storage.L1;
using Rollup.Testing;

namespace Rollup.Sequencer.Tests.L1;

public sealed class L1WatcherTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromHours(2);
    private static readonly Address Alice = Address.FromU256(0xa11ce);
    private static readonly Address Bob = Address.FromU256(0xb0b);

    private RollupOnL1 _l1 = null!;
    private TestDatabase _database = null!;
    private Database _source = null!;
    private L1ItemStore _store = null!;

    public async Task InitializeAsync()
    {
        _l1 = await RollupOnL1.StartAsync(inclusionDeadline: Deadline);
        _database = await TestDatabase.CreateAsync();
        _source = new Database(_database.ConnectionString);
        _store = new L1ItemStore(_source);
    }

    public async Task DisposeAsync()
    {
        await _source.DisposeAsync();
        await _database.DisposeAsync();
        await _l1.DisposeAsync();
    }

    [Fact]
    public async Task Deposits_are_available_when_they_are_final_and_not_before()
    {
        await _l1.DepositAsync(Alice, 5);
        await _l1.DepositAsync(Bob, 7);
        L1Watcher watcher = NewWatcher();
        await watcher.PollAsync(CancellationToken.None);
        (await ReadAllAsync()).ShouldBeEmpty();

        await _l1.Anvil.MineAsync(2);
        await watcher.PollAsync(CancellationToken.None);
        IReadOnlyList<L1Item> items = await ReadAllAsync();
        items.Select(item => (item.Index, item.Content.To, item.Content.Mint.L0)).ShouldBe([(0UL, Alice, 5UL), (1UL, Bob, 7UL)]);
        items[0].Content.From.ShouldBe(Depositor);
        items[0].Content.GasLimit.ShouldBe(100_000UL);
        items[0].L1Timestamp.ShouldBe((await _l1.Anvil.Client.GetBlockAsync(L1BlockTag.At(items[0].L1Block), CancellationToken.None))!.Timestamp);
        (await _store.ReadAsync(1, 10, CancellationToken.None)).ShouldHaveSingleItem().Index.ShouldBe(1UL);
        (await _store.ReadAsync(0, 1, CancellationToken.None)).ShouldHaveSingleItem().Index.ShouldBe(0UL);
    }

    [Fact]
    public async Task A_forced_transaction_arrives_with_all_its_fields()
    {
        byte[] data = [.. Enumerable.Range(0, 50).Select(i => (byte)i)];
        await _l1.Anvil.SendAsync("eth_sendTransaction", new
        {
            from = Depositor.ToHex(),
            to = _l1.Bridge.ToHex(),
            value = 1_000_000_000_000_000UL.ToQuantity(),
            data = new SendTransactionFunction { To = Bob.ToHex(), Value = 3, GasLimit = 100_000, RefundAddress = Alice.ToHex(), Input = data }.GetCallData().ToHex(),
        });
        await _l1.Anvil.MineAsync(3);
        await NewWatcher().PollAsync(CancellationToken.None);
        QueuedItem item = (await ReadAllAsync()).ShouldHaveSingleItem().Content;
        item.To.ShouldBe(Bob);
        item.Value.ShouldBe((U256)3UL);
        item.GasLimit.ShouldBe(100_000UL);
        item.RefundAddress.ShouldBe(Alice);
        item.Data.ShouldBe(data);
        item.Mint.ShouldBe((U256)(1_000_000_000_000_000UL - (100_000UL * 100_000_000UL)));
    }

    [Fact]
    public async Task Restarts_at_any_point_lose_and_repeat_nothing()
    {
        for (ulong i = 0; i < 6; i++)
        {
            await _l1.DepositAsync(Alice, i + 1);
            if (i % 2 == 0)
                await NewWatcher().PollAsync(CancellationToken.None);
            await NewWatcher().PollAsync(CancellationToken.None);
        }

        await _l1.Anvil.MineAsync(3);
        await NewWatcher().PollAsync(CancellationToken.None);
        await NewWatcher().PollAsync(CancellationToken.None);
        (await ReadAllAsync()).Select(item => (item.Index, item.Content.Mint.L0)).ShouldBe(
            Enumerable.Range(0, 6).Select(i => ((ulong)i, (ulong)i + 1)));
    }

    [Fact]
    public async Task Two_watchers_on_one_database_agree()
    {
        for (ulong i = 0; i < 5; i++)
        {
            await _l1.DepositAsync(Alice, i + 1);
            await Task.WhenAll(PollThroughConflictsAsync(), PollThroughConflictsAsync(), PollThroughConflictsAsync());
        }

        await _l1.Anvil.MineAsync(3);
        await PollThroughConflictsAsync();
        await NewWatcher().PollAsync(CancellationToken.None);
        (await ReadAllAsync()).Select(item => (item.Index, item.Content.Mint.L0)).ShouldBe(
            Enumerable.Range(0, 5).Select(i => ((ulong)i, (ulong)i + 1)));
    }

    [Fact]
    public async Task An_item_older_than_half_the_deadline_is_taken_before_it_is_final()
    {
        await _l1.DepositAsync(Alice, 5);
        await AgeAsync();
        await NewWatcher().PollAsync(CancellationToken.None);
        (await ReadAllAsync()).ShouldHaveSingleItem();
        (await _store.ReadUnfinalAsync(CancellationToken.None)).ShouldHaveSingleItem();

        await _l1.Anvil.MineAsync(3);
        await NewWatcher().PollAsync(CancellationToken.None);
        (await ReadAllAsync()).ShouldHaveSingleItem();
        (await _store.ReadUnfinalAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deposit_that_a_reorg_drops_before_it_is_final_never_appears()
    {
        await _l1.DepositAsync(Alice, 5);
        L1Watcher watcher = NewWatcher();
        await watcher.PollAsync(CancellationToken.None);
        await _l1.Anvil.ReorganiseAsync(1);
        await _l1.DepositAsync(Bob, 6);
        await _l1.Anvil.MineAsync(3);
        await watcher.PollAsync(CancellationToken.None);
        (await ReadAllAsync()).ShouldHaveSingleItem().Content.To.ShouldBe(Bob);
        watcher.Divergence.ShouldBeNull();
    }

    [Fact]
    public async Task An_item_taken_early_and_dropped_by_a_reorg_is_withdrawn_if_no_block_holds_it()
    {
        await _l1.DepositAsync(Alice, 5);
        await AgeAsync();
        L1Watcher watcher = NewWatcher();
        await watcher.PollAsync(CancellationToken.None);
        await _l1.Anvil.ReorganiseAsync(2);
        await watcher.PollAsync(CancellationToken.None);
        (await ReadAllAsync()).ShouldBeEmpty();
        watcher.Divergence.ShouldBeNull();
    }

    [Fact]
    public async Task An_included_item_that_L1_drops_for_good_sends_L2_back()
    {
        await _l1.DepositAsync(Alice, 5);
        await AgeAsync();
        L1Watcher watcher = NewWatcher();
        await watcher.PollAsync(CancellationToken.None);
        await IncludeAsync(block: 1);
        await IncludeAsync(block: 2);

        await _l1.Anvil.ReorganiseAsync(2);
        await watcher.PollAsync(CancellationToken.None);
        watcher.Divergence.ShouldBeNull();

        await _l1.Anvil.MineAsync(3);
        await watcher.PollAsync(CancellationToken.None);
        watcher.Divergence.ShouldBe(new QueueDiverged(FirstBlock: 1, Index: 0, Missing: true));
    }

    [Fact]
    public async Task An_included_item_that_comes_back_after_a_reorg_changes_nothing()
    {
        await _l1.DepositAsync(Alice, 5);
        await AgeAsync();
        L1Watcher watcher = NewWatcher();
        await watcher.PollAsync(CancellationToken.None);
        await IncludeAsync(block: 1);
        await _l1.Anvil.ReorganiseAsync(2);
        await watcher.PollAsync(CancellationToken.None);

        await _l1.DepositAsync(Alice, 5);
        await watcher.PollAsync(CancellationToken.None);
        await _l1.Anvil.MineAsync(4);
        await watcher.PollAsync(CancellationToken.None);
        watcher.Divergence.ShouldBeNull();
        (await ReadAllAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Another_item_in_the_place_of_an_included_one_sends_L2_back_to_before_it()
    {
        await _l1.DepositAsync(Bob, 1);
        await _l1.Anvil.MineAsync(3);
        L1Watcher watcher = NewWatcher();
        await watcher.PollAsync(CancellationToken.None);
        await IncludeAsync(block: 1);
        await _l1.DepositAsync(Alice, 5);
        await AgeAsync();
        await watcher.PollAsync(CancellationToken.None);
        await IncludeAsync(block: 2);
        await _l1.Anvil.ReorganiseAsync(2);

        await _l1.DepositAsync(Bob, 9);
        await watcher.PollAsync(CancellationToken.None);
        watcher.Divergence.ShouldBe(new QueueDiverged(FirstBlock: 2, Index: 1, Missing: false));

        // A restarted process finds the same, and the sequencer's roll-back settles it.
        L1Watcher restarted = NewWatcher();
        await restarted.PollAsync(CancellationToken.None);
        restarted.Divergence.ShouldBe(watcher.Divergence);
        await ExecuteAsync("DELETE FROM blocks WHERE number >= 2");
        await restarted.PollAsync(CancellationToken.None);
        restarted.Divergence.ShouldBeNull();
    }

    [Fact]
    public async Task An_outage_of_L1_is_an_error_of_one_poll_and_loses_nothing()
    {
        await _l1.DepositAsync(Alice, 5);
        await _l1.Anvil.MineAsync(2);
        using var rpc = new JsonRpcClient(_l1.Anvil.Url, new JsonRpcOptions { Timeout = TimeSpan.FromMilliseconds(300), Retries = 0 });
        L1Watcher watcher = NewWatcher(rpc);
        _l1.Anvil.Pause();
        await Should.ThrowAsync<L1UnreachableException>(() => watcher.PollAsync(CancellationToken.None));

        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        Task running = watcher.RunAsync(stop.Token);
        await Task.Delay(500);
        _l1.Anvil.Resume();
        while ((await ReadAllAsync()).Count == 0)
            await Task.Delay(20, stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        (await ReadAllAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_empty_answer_of_a_backend_that_lags_loses_no_deposit()
    {
        await using L1Proxy proxy = await L1Proxy.StartAsync(_l1.Anvil.Url);
        using var rpc = new JsonRpcClient(proxy.Url, new JsonRpcOptions { Retries = 0 });
        L1Watcher watcher = NewWatcher(rpc);
        await _l1.DepositAsync(Alice, 1);
        await _l1.Anvil.MineAsync(3);
        await watcher.PollAsync(CancellationToken.None);

        proxy.Answer("eth_getLogs", "[]");
        await _l1.DepositAsync(Alice, 2);
        await _l1.Anvil.MineAsync(3);
        L1Cursor? before = await _store.ReadCursorAsync(CancellationToken.None);
        await Should.ThrowAsync<L1MalformedException>(() => watcher.PollAsync(CancellationToken.None));
        (await _store.ReadCursorAsync(CancellationToken.None)).ShouldBe(before, "the range was not proven complete");

        proxy.Behave();
        await _l1.DepositAsync(Alice, 3);
        await _l1.Anvil.MineAsync(3);
        await watcher.PollAsync(CancellationToken.None);
        (await ReadAllAsync()).Select(item => item.Content.Mint.L0).ShouldBe([1UL, 2UL, 3UL]);
    }

    [Fact]
    public async Task A_cursor_that_is_past_a_missing_deposit_is_mended_by_reading_again()
    {
        await _l1.DepositAsync(Alice, 1);
        await _l1.DepositAsync(Alice, 2);
        await _l1.Anvil.MineAsync(3);
        L1Watcher watcher = NewWatcher();
        await watcher.PollAsync(CancellationToken.None);
        await ExecuteAsync("DELETE FROM l1_items WHERE item_index > 0");
        await _l1.DepositAsync(Alice, 3);
        await _l1.Anvil.MineAsync(3);
        await Should.ThrowAsync<L1MalformedException>(() => watcher.PollAsync(CancellationToken.None));
        await watcher.PollAsync(CancellationToken.None);
        (await ReadAllAsync()).Select(item => item.Content.Mint.L0).ShouldBe([1UL, 2UL, 3UL]);
    }

    [Fact]
    public async Task An_L1_that_changes_what_was_final_is_a_problem_until_it_does_not_any_more()
    {
        await _l1.DepositAsync(Alice, 5);
        await _l1.Anvil.MineAsync(4);
        await using L1Proxy proxy = await L1Proxy.StartAsync(_l1.Anvil.Url);
        using var rpc = new JsonRpcClient(proxy.Url, new JsonRpcOptions { Retries = 0 });
        L1Watcher watcher = NewWatcher(rpc);
        await watcher.PollAsync(CancellationToken.None);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        JsonElement other = await _l1.Anvil.SendAsync("eth_getBlockByNumber", "0x1", false);
        string queueBefore = await QueueAsHexAsync();

        // A backend of another chain: another block at the cursor's height, another queue in the contract.
        proxy.Interfere(async (request, context) =>
        {
            string? answer = request.GetProperty("method").GetString() switch
            {
                "eth_getBlockByNumber" when request.GetProperty("params")[0].GetString()!.StartsWith("0x", StringComparison.Ordinal) => other.GetRawText(),
                "eth_call" => $"\"{Hash256.FromU256(1).ToHex()}\"",
                _ => null,
            };
            if (answer is null)
                return false;
            await context.Response.WriteAsync($$"""{"jsonrpc":"2.0","id":{{request.GetProperty("id")}},"result":{{answer}}}""");
            return true;
        });
        Task running = watcher.RunAsync(stop.Token);
        while (watcher.Problem is null)
            await Task.Delay(20, stop.Token);
        proxy.Behave();
        while (watcher.Problem is not null)
            await Task.Delay(20, stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        (await QueueAsHexAsync()).ShouldBe(queueBefore);
    }

    [Fact]
    public async Task A_reorg_of_final_blocks_that_leaves_the_queue_as_it_was_changes_nothing()
    {
        await _l1.DepositAsync(Alice, 5);
        await _l1.Anvil.MineAsync(6);
        L1Watcher watcher = NewWatcher();
        await watcher.PollAsync(CancellationToken.None);
        await _l1.Anvil.ReorganiseAsync(4);
        await _l1.DepositAsync(Bob, 6);
        await _l1.Anvil.MineAsync(3);
        await watcher.PollAsync(CancellationToken.None);
        (await ReadAllAsync()).Select(item => item.Content.Mint.L0).ShouldBe([5UL, 6UL]);
        watcher.Divergence.ShouldBeNull();
    }

    [Fact]
    public async Task A_reorg_of_final_blocks_that_takes_deposits_away_is_followed_only_where_that_is_accepted()
    {
        await _l1.DepositAsync(Alice, 5);
        await _l1.Anvil.MineAsync(4);
        await _l1.DepositAsync(Bob, 7);
        await _l1.Anvil.MineAsync(4);
        await NewWatcher().PollAsync(CancellationToken.None);
        await IncludeAsync(block: 1);
        await _l1.Anvil.ReorganiseAsync(6);
        await _l1.DepositAsync(Bob, 8);
        await _l1.Anvil.MineAsync(4);
        await Should.ThrowAsync<L1HistoryException>(() => NewWatcher().PollAsync(CancellationToken.None));

        L1Watcher watcher = NewWatcher(acceptsDeepReorgs: true);
        await watcher.PollAsync(CancellationToken.None);
        (await ReadAllAsync()).Select(item => item.Content.Mint.L0).ShouldBe([5UL, 8UL]);
        watcher.Divergence.ShouldBe(new QueueDiverged(FirstBlock: 1, Index: 1, Missing: false));
    }

    private static Address Depositor => new PrivateKey(HexFormat.ParseBytes(Anvil.SecondKey)).Address;

    private async Task<string> QueueAsHexAsync() => string.Join(' ', (await ReadAllAsync()).Select(item => item.Content.RollingHash.ToHex()));

    private L1Watcher NewWatcher(JsonRpcClient? rpc = null, bool acceptsDeepReorgs = false)
    {
        var client = new L1Client(rpc ?? _l1.Anvil.Rpc);
        var contract = new RollupContract(client, _l1.Contract.Address, _l1.Contract.DeployedAtBlock);
        var options = new L1WatcherOptions { PollInterval = TimeSpan.FromMilliseconds(20), MaxBackoff = TimeSpan.FromMilliseconds(100), AcceptsDeepReorgs = acceptsDeepReorgs };
        return new L1Watcher(client, contract, _store, options, TimeProvider.System, NullLogger<L1Watcher>.Instance);
    }

    private async Task PollThroughConflictsAsync()
    {
        try
        {
            await NewWatcher().PollAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is L1MalformedException or NpgsqlException)
        {
            // The other one was first; RunAsync would try again.
        }
    }

    private Task<IReadOnlyList<L1Item>> ReadAllAsync() => _store.ReadAsync(0, 100, CancellationToken.None);

    // One more block, half the deadline later.
    private async Task AgeAsync()
    {
        await _l1.Anvil.AdvanceTimeAsync(Deadline / 2);
        await _l1.Anvil.MineAsync();
    }

    // What the sequencer leaves when a block has taken all items there are.
    private async Task IncludeAsync(long block)
    {
        IReadOnlyList<L1Item> items = await ReadAllAsync();
        await using NpgsqlCommand command = _source.DataSource.CreateCommand(
            """
            INSERT INTO blocks (number, hash, header, timestamp, gas_used, gas_limit, base_fee, transaction_ids, transaction_hashes, receipts,
                                state_diff, message_leaves, queue_position, queue_rolling_hash, pending_floor)
            VALUES ($1, decode(lpad(to_hex($1), 64, '0'), 'hex'), '', 0, 0, 0, '', '{}', '', '', '', '', $2, $3, 0)
            """);
        command.Parameters.AddWithValue(block);
        command.Parameters.AddWithValue((long)items.Count);
        command.Parameters.AddWithValue(items[^1].Content.RollingHash.AsSpan().ToArray());
        await command.ExecuteNonQueryAsync();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = _source.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
