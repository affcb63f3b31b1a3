using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Rollup.Contracts;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Ethereum.Sending;
using Rollup.Ethereum.Signing;
using Rollup.Kernel.Primitives;
using Rollup.Storage;
using Rollup.Storage.L1;
using Rollup.Testing;

namespace Rollup.Ethereum.Tests.Sending;

public sealed class TransactionSenderTests : IAsyncLifetime
{
    private const string Purpose = "test:1";
    private static readonly Address Recipient = Address.FromU256(0xabcdef);
    private static readonly byte[] Data = [1, 2, 3];

    private readonly TestClock _clock = new();
    private readonly LocalSigner _signer = new(new PrivateKey(HexFormat.ParseBytes(Anvil.FirstKey)));
    private Anvil _anvil = null!;
    private TestDatabase _database = null!;
    private Database _source = null!;
    private L1TransactionStore _store = null!;

    public async Task InitializeAsync()
    {
        _anvil = await Anvil.StartAsync();
        _database = await TestDatabase.CreateAsync();
        _source = new Database(_database.ConnectionString);
        _store = new L1TransactionStore(_source);
    }

    public async Task DisposeAsync()
    {
        await _source.DisposeAsync();
        await _database.DisposeAsync();
        await _anvil.DisposeAsync();
    }

    [Fact]
    public async Task A_transaction_is_mined_and_confirmed_at_the_chosen_depth()
    {
        TransactionSender sender = NewSender(new SenderOptions { ConfirmationDepth = 3 });
        await sender.SendAsync(Purpose, Recipient, Data, CancellationToken.None);
        await _anvil.WaitUntilMinedAsync();
        await sender.TrackAsync(CancellationToken.None);
        L1TransactionRecord mined = await SingleAsync();
        mined.Status.ShouldBe(L1TransactionStatus.Mined);
        mined.BlockNumber.ShouldBe(1UL);

        await _anvil.MineAsync();
        await sender.TrackAsync(CancellationToken.None);
        (await SingleAsync()).Status.ShouldBe(L1TransactionStatus.Mined);

        await _anvil.MineAsync();
        await sender.TrackAsync(CancellationToken.None);
        (await SingleAsync()).Status.ShouldBe(L1TransactionStatus.Confirmed);
        (await _anvil.Client.GetTransactionAsync(mined.Attempts[0].Signed.Hash, CancellationToken.None))!.Input.ShouldBe(Data);
    }

    [Fact]
    public async Task While_a_purpose_is_live_it_is_not_sent_again()
    {
        await _anvil.SetAutomineAsync(false);
        TransactionSender sender = NewSender();
        await sender.SendAsync(Purpose, Recipient, Data, CancellationToken.None);
        await NewSender().SendAsync(Purpose, Recipient, Data, CancellationToken.None);
        (await _store.ReadByPurposeAsync(Purpose, CancellationToken.None)).Count.ShouldBe(1);
        await _anvil.MineAsync();
        (await CountAsync()).ShouldBe(1UL);
    }

    [Fact]
    public async Task Transactions_in_flight_take_consecutive_nonces()
    {
        await _anvil.SetAutomineAsync(false);
        TransactionSender sender = NewSender();
        await sender.SendAsync("a", Recipient, Data, CancellationToken.None);
        await sender.SendAsync("b", Recipient, Data, CancellationToken.None);
        IReadOnlyList<L1TransactionRecord> live = await _store.ReadLiveAsync(sender.Sender, CancellationToken.None);
        live.Select(record => record.Nonce).ShouldBe([0UL, 1UL]);
        await _anvil.MineAsync();
        await sender.TrackAsync(CancellationToken.None);
        (await _store.ReadLiveAsync(sender.Sender, CancellationToken.None)).ShouldAllBe(record => record.Status == L1TransactionStatus.Mined);
    }

    [Fact]
    public async Task A_stuck_transaction_is_replaced_under_its_nonce_with_fees_an_eighth_higher()
    {
        await _anvil.SetAutomineAsync(false);
        TransactionSender sender = NewSender();
        await sender.SendAsync(Purpose, Recipient, Data, CancellationToken.None);

        await sender.TrackAsync(CancellationToken.None);
        (await SingleAsync()).Attempts.Count.ShouldBe(1);

        _clock.Advance(TimeSpan.FromMinutes(5));
        await sender.TrackAsync(CancellationToken.None);
        L1TransactionRecord bumped = await SingleAsync();
        bumped.Attempts.Count.ShouldBe(2);
        (8 * bumped.Attempts[1].Fees.MaxFeePerGas).ShouldBeGreaterThanOrEqualTo(9 * bumped.Attempts[0].Fees.MaxFeePerGas);
        (8 * bumped.Attempts[1].Fees.MaxPriorityFeePerGas).ShouldBeGreaterThanOrEqualTo(9 * bumped.Attempts[0].Fees.MaxPriorityFeePerGas);

        await _anvil.MineAsync();
        await sender.TrackAsync(CancellationToken.None);
        (await SingleAsync()).Status.ShouldBe(L1TransactionStatus.Mined);
        (await _anvil.Client.GetReceiptAsync(bumped.Attempts[1].Signed.Hash, CancellationToken.None)).ShouldNotBeNull();
        (await CountAsync()).ShouldBe(1UL);
    }

    [Fact]
    public async Task The_fee_cap_stops_bumps_but_not_the_transaction()
    {
        await _anvil.SetAutomineAsync(false);
        TransactionSender sender = NewSender(new SenderOptions { Fees = new FeePolicy { MaxFeeCap = 2_200_000_000 } });
        await sender.SendAsync(Purpose, Recipient, Data, CancellationToken.None);
        _clock.Advance(TimeSpan.FromMinutes(5));
        await sender.TrackAsync(CancellationToken.None);
        (await SingleAsync()).Attempts.Count.ShouldBe(1);
        await _anvil.MineAsync();
        await sender.TrackAsync(CancellationToken.None);
        (await SingleAsync()).Status.ShouldBe(L1TransactionStatus.Mined);
    }

    [Fact]
    public async Task A_transaction_whose_nonce_went_to_another_one_makes_room_for_a_new_plan()
    {
        await _anvil.SetAutomineAsync(false);
        TransactionSender sender = NewSender();
        await sender.SendAsync(Purpose, Recipient, Data, CancellationToken.None);
        await _anvil.DropPendingAsync();
        await SendForeignAsync();
        await _anvil.MineAsync();

        await sender.TrackAsync(CancellationToken.None);
        (await SingleAsync()).Status.ShouldBe(L1TransactionStatus.Displaced);

        await sender.SendAsync(Purpose, Recipient, Data, CancellationToken.None);
        await _anvil.MineAsync();
        await sender.TrackAsync(CancellationToken.None);
        IReadOnlyList<L1TransactionRecord> records = await _store.ReadByPurposeAsync(Purpose, CancellationToken.None);
        records.Select(record => (record.Nonce, record.Status)).ShouldBe([(0UL, L1TransactionStatus.Displaced), (1UL, L1TransactionStatus.Mined)]);
    }

    [Fact]
    public async Task A_transaction_waits_behind_foreign_ones_in_the_pool()
    {
        await _anvil.SetAutomineAsync(false);
        await SendForeignAsync();
        await NewSender().SendAsync(Purpose, Recipient, Data, CancellationToken.None);
        (await SingleAsync()).Nonce.ShouldBe(1UL);
    }

    [Fact]
    public async Task A_transaction_beyond_a_gap_of_nonces_is_planned_again()
    {
        await RecordAsync(nonce: 5, Recipient, Data);
        await NewSender().TrackAsync(CancellationToken.None);
        (await SingleAsync()).Status.ShouldBe(L1TransactionStatus.Displaced);
    }

    [Fact]
    public async Task What_was_recorded_but_not_broadcast_before_a_kill_is_broadcast_after_it()
    {
        await RecordAsync(nonce: 0, Recipient, Data);
        TransactionSender restarted = NewSender();
        await restarted.SendAsync(Purpose, Recipient, Data, CancellationToken.None);
        await restarted.TrackAsync(CancellationToken.None);
        await _anvil.WaitUntilMinedAsync();
        await restarted.TrackAsync(CancellationToken.None);
        (await SingleAsync()).Status.ShouldBe(L1TransactionStatus.Mined);
        (await CountAsync()).ShouldBe(1UL);
    }

    [Fact]
    public async Task What_the_pool_forgot_is_broadcast_again()
    {
        await _anvil.SetAutomineAsync(false);
        TransactionSender sender = NewSender();
        await sender.SendAsync(Purpose, Recipient, Data, CancellationToken.None);
        await _anvil.DropPendingAsync();
        await sender.TrackAsync(CancellationToken.None);
        await _anvil.MineAsync();
        await sender.TrackAsync(CancellationToken.None);
        (await SingleAsync()).Status.ShouldBe(L1TransactionStatus.Mined);
    }

    [Fact]
    public async Task A_transaction_that_a_reorg_dropped_is_mined_again()
    {
        TransactionSender sender = NewSender();
        await sender.SendAsync(Purpose, Recipient, Data, CancellationToken.None);
        await _anvil.WaitUntilMinedAsync();
        await sender.TrackAsync(CancellationToken.None);
        (await SingleAsync()).Status.ShouldBe(L1TransactionStatus.Mined);

        await _anvil.SetAutomineAsync(false);
        await _anvil.ReorganiseAsync(1);
        (await CountAsync()).ShouldBe(0UL);
        await sender.TrackAsync(CancellationToken.None);
        (await SingleAsync()).Status.ShouldBe(L1TransactionStatus.Pending);

        await _anvil.MineAsync();
        await sender.TrackAsync(CancellationToken.None);
        L1TransactionRecord again = await SingleAsync();
        again.Status.ShouldBe(L1TransactionStatus.Mined);
        again.BlockNumber.ShouldBe(2UL);
    }

    [Fact]
    public async Task A_call_that_would_revert_is_refused_and_not_recorded()
    {
        Address reverting = await DeployRevertingAsync();
        L1RpcException error = await Should.ThrowAsync<L1RpcException>(
            () => NewSender().SendAsync(Purpose, reverting, Data, CancellationToken.None));
        RollupErrors.Describe(error.RevertData).ShouldBe("EnforcedPause()");
        (await _store.ReadByPurposeAsync(Purpose, CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_revert_on_the_chain_is_recorded_with_its_reason_and_frees_the_purpose()
    {
        Address reverting = await DeployRevertingAsync();
        await RecordAsync(nonce: await CountAsync(), reverting, Data);
        TransactionSender sender = NewSender();
        await sender.TrackAsync(CancellationToken.None);
        await _anvil.WaitUntilMinedAsync();
        await sender.TrackAsync(CancellationToken.None);
        L1TransactionRecord record = await SingleAsync();
        record.Status.ShouldBe(L1TransactionStatus.Reverted);
        record.Error.ShouldBe("EnforcedPause()");

        await sender.SendAsync(Purpose, Recipient, Data, CancellationToken.None);
        (await _store.ReadByPurposeAsync(Purpose, CancellationToken.None)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task When_an_earlier_form_reverts_the_later_one_is_planned_again_at_once()
    {
        await _anvil.SetAutomineAsync(false);
        await RecordAsync(nonce: 0, await DeployRevertingAsync(), Data);
        TransactionSender sender = NewSender();
        await sender.SendAsync(Purpose, Recipient, new byte[] { 3, 2, 1 }, CancellationToken.None);
        L1TransactionRecord replaced = await SingleAsync();
        replaced.Attempts.Count.ShouldBe(2);
        replaced.Recipient.ShouldBe(Recipient);

        // The pool held the first form after all.
        await _anvil.DropPendingAsync();
        await _anvil.Client.SendRawTransactionAsync(replaced.Attempts[0].Signed.Raw, CancellationToken.None);
        await _anvil.MineAsync();
        await sender.TrackAsync(CancellationToken.None);
        (await SingleAsync()).Status.ShouldBe(L1TransactionStatus.Displaced);
    }

    private TransactionSender NewSender(SenderOptions? options = null, JsonRpcClient? rpc = null) => new(
        rpc is null ? _anvil.Client : new L1Client(rpc), _signer, _store, options ?? new SenderOptions(), RollupErrors.Describe, _clock,
        NullLogger<TransactionSender>.Instance);

    private async Task<L1TransactionRecord> SingleAsync() =>
        (await _store.ReadByPurposeAsync(Purpose, CancellationToken.None)).ShouldHaveSingleItem();

    private Task<ulong> CountAsync() => _anvil.Client.GetTransactionCountAsync(_signer.Address, L1BlockTag.Latest, CancellationToken.None);

    // What a process leaves that is killed between recording and broadcasting.
    private async Task RecordAsync(ulong nonce, Address to, byte[] data)
    {
        var transaction = new Eip1559Transaction(31337, nonce, new TransactionFees(5_000_000_000, 1_000_000_000), 100_000, to, data);
        SignedL1Transaction signed = await _signer.SignAsync(transaction, CancellationToken.None);
        await _store.InsertAsync(
            Purpose, _signer.Address, transaction.Content, new L1TransactionAttempt(signed, transaction.Fees, _clock.GetUtcNow()), CancellationToken.None);
    }

    private Task SendForeignAsync() => _anvil.SendAsync(
        "eth_sendTransaction",
        new { from = _signer.Address.ToHex(), to = Recipient.ToHex(), value = "0x1", gas = "0x5208", maxFeePerGas = "0x2540be400", maxPriorityFeePerGas = "0x77359400" });

    // A contract that reverts with EnforcedPause(): PUSH4 selector, PUSH0, MSTORE, PUSH1 4, PUSH1 28, REVERT.
    private async Task<Address> DeployRevertingAsync()
    {
        Address address = Address.FromU256(0x4e7e47);
        string code = "0x63" + "d93c0665" + "5f526004601cfd";
        await _anvil.SendAsync("anvil_setCode", address.ToHex(), code);
        return address;
    }

    [Fact]
    public async Task What_no_pool_holds_for_want_of_funds_is_not_bumped_and_the_want_is_named()
    {
        await _anvil.SendAsync("anvil_setBalance", _signer.Address.ToHex(), "0x0");
        await using L1Proxy proxy = await L1Proxy.StartAsync(_anvil.Url);
        proxy.Answer("eth_estimateGas", "\"0x10000\"");
        using var rpc = new JsonRpcClient(proxy.Url);
        TransactionSender sender = NewSender(rpc: rpc);
        await sender.SendAsync(Purpose, Recipient, Data, CancellationToken.None);
        for (int i = 0; i < 5; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(10));
            await sender.TrackAsync(CancellationToken.None);
        }

        (await SingleAsync()).Attempts.Count.ShouldBe(1);
        sender.Problem!.ShouldContain("funds");

        await _anvil.SendAsync("anvil_setBalance", _signer.Address.ToHex(), "0xde0b6b3a7640000");
        await sender.TrackAsync(CancellationToken.None);
        await _anvil.WaitUntilMinedAsync();
        await sender.TrackAsync(CancellationToken.None);
        (await SingleAsync()).Status.ShouldBe(L1TransactionStatus.Mined);
        await sender.TrackAsync(CancellationToken.None);
        sender.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_base_fee_above_the_cap_is_named()
    {
        await _anvil.SendAsync("anvil_setNextBlockBaseFeePerGas", 100_000_000_000UL.ToQuantity());
        await _anvil.MineAsync();
        await _anvil.SetAutomineAsync(false);
        TransactionSender sender = NewSender(new SenderOptions { Fees = new FeePolicy { MaxFeeCap = 2_000_000_000 } });
        await sender.SendAsync(Purpose, Recipient, Data, CancellationToken.None);
        await sender.TrackAsync(CancellationToken.None);
        sender.Problem!.ShouldContain("above the 2000000000");
    }

    [Fact]
    public async Task A_provider_without_fee_history_is_offered_twice_the_blocks_base_fee()
    {
        await using L1Proxy proxy = await L1Proxy.StartAsync(_anvil.Url);
        proxy.Answer("eth_feeHistory", "null");
        using var rpc = new JsonRpcClient(proxy.Url);
        TransactionSender sender = NewSender(rpc: rpc);
        ulong baseFee = (await _anvil.Client.GetBlockAsync(L1BlockTag.Latest, CancellationToken.None))!.BaseFee;
        await sender.SendAsync(Purpose, Recipient, Data, CancellationToken.None);
        (await SingleAsync()).Attempts[0].Fees.ShouldBe(new FeePolicy().Offer(baseFee, 0));
    }
}
