using Rollup.Kernel.Batches;
using Rollup.Kernel.Primitives;
using Rollup.Sequencer.Chain;
using Rollup.Sequencer.Pool;
using Rollup.State;
using Rollup.State.Reconstruction;
using Rollup.Storage;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;
using Rollup.Storage.L1;
using Rollup.Storage.StateData;
using Rollup.Storage.Transactions;
using Rollup.Testing;

namespace Rollup.Sequencer.Tests.Contracts;

public class ContractTests
{
    private static readonly TestAccount Alice = TestChain.Accounts[0];
    private static readonly TestAccount Bob = TestChain.Accounts[1];
    private static readonly SequencerOptions SealEveryBlock = TestChain.Quick with { MaxBatchBlocks = 1 };

    [Fact]
    public async Task A_contract_is_created_called_sealed_found_after_a_restart_and_rebuilt_from_L1_data()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        Address store = TestContracts.AddressOf(Alice.Address, 0);
        await using (RunningSequencer first = await TestChain.LeadingAsync(chain.Start()))
        {
            (await ReceiptAsync(chain, await first.AcceptAsync(Alice.Create(0, TestContracts.Store)))).ShouldSatisfyAllConditions(
                receipt => receipt.Succeeded.ShouldBeTrue(), receipt => receipt.Created.ShouldBe(store));
            Hash256 call = await first.AcceptAsync(Alice.Call(1, store, 5, 55));
            (await ReceiptAsync(chain, call)).ShouldSatisfyAllConditions(
                receipt => receipt.Succeeded.ShouldBeTrue(), receipt => receipt.LogCount.ShouldBe(1), receipt => receipt.Created.ShouldBe(default));
            StoredTransaction stored = (await chain.Transactions.GetAsync(call, default))!;
            LogRow log = (await new LogQueries(chain.Database).GetByBlockAsync(stored.Inclusion!.BlockNumber, default)).Single().Log;
            log.Address.ShouldBe(store);
            log.Topics.ShouldBe([Hash256.FromU256(5)]);
            first.State.GetSlot(store, 5).ShouldBe((U256)55);
        }

        // The open batch, with the code that it created, comes from the database; the next one reads the code of the one before.
        await using (RunningSequencer second = await TestChain.LeadingAsync(chain.Start(SealEveryBlock)))
        {
            second.State.ReadCode(second.State.GetAccount(store).CodeHash).Bytes.ToArray().ShouldBe(TestContracts.Store);
            _ = await ReceiptAsync(chain, await second.AcceptAsync(Bob.Call(0, store, 6, 66)));
            _ = await chain.SealedAsync(1);
            // By batch 2 or 3: whether the batch that the first sequencer left open takes one more block depends on who is faster.
            _ = await chain.SealedByAsync(await chain.IncludedAsync(await second.AcceptAsync(Bob.Call(1, store, 5, 0))));
            second.State.GetSlot(store, 6).ShouldBe((U256)66);
            await BatchChecks.AllAsync(chain);
            await RebuildAsync(chain, second.State);
        }
    }

    [Fact]
    public async Task A_contract_that_a_rollback_undoes_is_created_again()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        QueueDiverged? divergence = null;
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start(SealEveryBlock, () => divergence));
        _ = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Transfer(0, Bob.Address, 1)));
        _ = await chain.SealedAsync(1);
        await chain.QueueAsync(TestChain.Deposit(0, Address.FromU256(0xd0), 5, Hash256.Zero));
        await TestChain.UntilAsync(() => Task.FromResult(sequencer.State.GetAccount(Address.FromU256(0xd0)).Balance == 5), "the deposit");
        BatchRow withDeposit = await chain.SealedAsync(2);
        Address store = TestContracts.AddressOf(Alice.Address, 1);
        Hash256 creation = await sequencer.AcceptAsync(Alice.Create(1, TestContracts.Store));
        _ = await chain.IncludedAsync(creation);
        Hash256 call = await sequencer.AcceptAsync(Alice.Call(2, store, 1, 2));
        _ = await chain.IncludedAsync(call);

        // L1 drops the deposit and gets another one in its place.
        await chain.ForgetQueueAsync();
        await chain.QueueAsync(TestChain.Deposit(0, Address.FromU256(0xd0), 9, Hash256.Zero));
        divergence = new QueueDiverged(withDeposit.FirstBlock, 0, Missing: false);
        await TestChain.UntilAsync(() => Task.FromResult(sequencer.State.GetAccount(Address.FromU256(0xd0)).Balance == 9), "the other deposit");
        divergence = null;

        (await ReceiptAsync(chain, creation)).Created.ShouldBe(store);
        (await ReceiptAsync(chain, call)).Succeeded.ShouldBeTrue();
        _ = await chain.SealedByAsync(await chain.IncludedAsync(call));
        sequencer.State.GetSlot(store, 1).ShouldBe((U256)2);
        await BatchChecks.AllAsync(chain);
    }

    [Fact]
    public async Task Contracts_learn_the_hashes_of_blocks_of_the_open_batch_and_of_those_before()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start(TestChain.Quick with { MaxBatchBlocks = 3 }));
        Address contract = TestContracts.AddressOf(Alice.Address, 0);
        _ = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Create(0, TestContracts.BlockHash)));
        for (ulong nonce = 1; nonce <= 8; nonce++)
        {
            ulong back = 1 + (nonce * 5 % 7);
            StoredTransaction stored = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Call(nonce, contract, back)));
            ulong block = stored.Inclusion!.BlockNumber;

            // Nobody learns the hash of the genesis block.
            Hash256 expected = block <= back ? Hash256.Zero : (await chain.Blocks.GetAsync(block - back, default))!.Hash;
            await TestChain.UntilAsync(() => Task.FromResult(sequencer.State.LatestBlock >= block), "the block's state");
            sequencer.State.GetSlot(contract, block).ShouldBe(expected.ToU256());
        }

        _ = await chain.SealedAsync(3);
        await BatchChecks.AllAsync(chain);
    }

    [Fact]
    public async Task Contracts_send_messages_to_L1()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start(SealEveryBlock));
        Address contract = TestContracts.AddressOf(Alice.Address, 0);
        _ = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Create(0, TestContracts.Messages)));
        Hash256 sent = await sequencer.AcceptAsync(Alice.Transfer(1, contract, 77, gas: 200_000, data: TestContracts.Withdrawal(Bob.Address)));
        (await ReceiptAsync(chain, sent)).Succeeded.ShouldBeTrue();
        BatchRow batch = await chain.SealedByAsync(await chain.IncludedAsync(sent));

        BatchHeader.TryDecode(batch.Header.Span, out BatchHeader header).ShouldBeTrue();
        header.MessageCount.ShouldBe(1UL);
        sequencer.State.GetAccount(contract).Balance.ShouldBe(U256.Zero);
        await BatchChecks.AllAsync(chain);
    }

    [Fact]
    public async Task Forced_creations_and_calls_run_and_a_deposit_that_a_contract_refuses_goes_to_the_refund_address()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        Address sender = Address.FromU256(0xf0);
        Address refund = Address.FromU256(0xf1);
        Address store = TestContracts.AddressOf(sender, 0);
        Address reverts = TestContracts.AddressOf(sender, 1);
        var queue = new ForcedQueue();
        queue.Add(sender, null, mint: 0, value: 0, refund, TestContracts.Init(TestContracts.Store));
        queue.Add(sender, null, mint: 0, value: 0, refund, TestContracts.Init(TestContracts.Reverts));
        queue.Add(sender, store, mint: 0, value: 0, refund, TestContracts.Words(3, 33));
        queue.Add(sender, reverts, mint: 1_000, value: 1_000, refund, []);
        await chain.QueueAsync([.. queue.Items]);
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start(SealEveryBlock));
        _ = await chain.SealedAsync(1);

        IReadOnlyList<StoredReceipt> receipts = (await chain.Blocks.GetReceiptsAsync(1, default))!;
        receipts.Select(receipt => receipt.Succeeded).ShouldBe([true, true, true, false]);
        receipts.Select(receipt => receipt.Created).ShouldBe([store, reverts, default, default]);
        sequencer.State.GetSlot(store, 3).ShouldBe((U256)33);
        sequencer.State.GetAccount(reverts).Balance.ShouldBe(U256.Zero);
        sequencer.State.GetAccount(refund).Balance.ShouldBe((U256)1_000);
        await BatchChecks.AllAsync(chain);
    }

    [Fact]
    public async Task Batches_end_before_a_transaction_that_writes_too_much_for_them_and_one_that_writes_too_much_for_any_fails()
    {
        const int Limit = 6_000;
        await using TestChain chain = await TestChain.CreateAsync(TestChain.ConfigOf(Limit));
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start());
        Address contract = TestContracts.AddressOf(Alice.Address, 0);
        _ = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Create(0, TestContracts.Fill)));
        List<Hash256> hashes = [];
        for (ulong nonce = 1; nonce <= 18; nonce++)
            hashes.Add(await sequencer.AcceptAsync(Alice.Transfer(nonce, contract, 0, gas: 1_000_000, data: TestContracts.Words(20, 1_000 * nonce))));
        Hash256 tooMuch = await sequencer.AcceptAsync(Bob.Transfer(0, contract, 0, gas: 3_000_000, data: TestContracts.Words(60, 900_000)));

        foreach (Hash256 hash in hashes) (await ReceiptAsync(chain, hash)).Succeeded.ShouldBeTrue();
        (await ReceiptAsync(chain, tooMuch)).ShouldSatisfyAllConditions(receipt => receipt.Succeeded.ShouldBeFalse(), receipt => receipt.GasUsed.ShouldBe(3_000_000UL));
        sequencer.State.GetSlot(contract, 1_007).ShouldBe(U256.MaxValue);
        sequencer.State.GetSlot(contract, 900_000).ShouldBe(U256.Zero);
        BatchRow latest = await chain.SealedAsync(3);
        for (ulong number = 1; number <= latest.Number; number++)
            (await chain.Batches.GetDataAsync(number, default))!.Value.Length.ShouldBeInRange(Limit / 2, Limit);
        await BatchChecks.AllAsync(chain);
    }

    [Fact]
    public async Task An_account_that_delegates_to_a_contract_runs_its_code_and_still_sends_transactions()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start(SealEveryBlock));
        Address store = TestContracts.AddressOf(Alice.Address, 0);
        _ = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Create(0, TestContracts.Store)));
        Hash256 delegation = await sequencer.AcceptAsync(Alice.SetCode(1, [Bob.Authorize(store, 0)], Bob.Address, 8, 88));
        (await ReceiptAsync(chain, delegation)).ShouldSatisfyAllConditions(receipt => receipt.Succeeded.ShouldBeTrue(), receipt => receipt.Type.ShouldBe((byte)4));
        await TestChain.UntilAsync(() => Task.FromResult(sequencer.State.GetAccount(Bob.Address).HasCode), "the delegation");
        sequencer.State.GetSlot(Bob.Address, 8).ShouldBe((U256)88);

        // Bob's next transaction is as good as any other's; a contract's would not be, and more than one of Bob's might lose its funds.
        (await sequencer.RefuseAsync(Bob.Transfer(2, Alice.Address, 1))).Reason.ShouldBe(RejectionReason.DelegatedSender);
        (await ReceiptAsync(chain, await sequencer.AcceptAsync(Bob.Transfer(1, Alice.Address, 1)))).Succeeded.ShouldBeTrue();
        Hash256 end = await sequencer.AcceptAsync(Alice.SetCode(2, [Bob.Authorize(default, 2)], Alice.Address));
        _ = await chain.SealedByAsync(await chain.IncludedAsync(end));
        sequencer.State.GetAccount(Bob.Address).ShouldSatisfyAllConditions(account => account.HasCode.ShouldBeFalse(), account => account.Nonce.ShouldBe(3UL));
        await BatchChecks.AllAsync(chain);
        await RebuildAsync(chain, sequencer.State);
    }

    [Fact]
    public async Task Set_code_transactions_without_authorizations_or_with_too_many_are_refused()
    {
        await using TestChain chain = await TestChain.CreateAsync(TestChain.ConfigOf(6_000));
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start());
        (await sequencer.RefuseAsync(Alice.SetCode(0, [], Bob.Address))).Message.ShouldBe("EIP-7702 transaction with empty auth list");
        byte[][] many = [.. Enumerable.Repeat(Bob.Authorize(Alice.Address, 0), 35)];
        (await sequencer.RefuseAsync(Alice.SetCode(0, many, Bob.Address))).Reason.ShouldBe(RejectionReason.TooLarge);
    }

    [Fact]
    public async Task What_several_threads_execute_is_sealed_and_rebuilt()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start(TestChain.Quick with { ExecutionThreads = 4, MaxBatchTransactions = 200 }));
        Address[] contracts = [.. TestChain.Accounts.Select(account => TestContracts.AddressOf(account.Address, 0))];
        byte[][] codes = [TestContracts.Store, TestContracts.Fill, TestContracts.BlockHash, TestContracts.Reverts];
        ReadOnlyMemory<byte>[] raw =
        [
            .. TestChain.Accounts.Select((account, i) => (ReadOnlyMemory<byte>)account.Create(0, codes[i % codes.Length])),
            .. Enumerable.Range(0, 400).Select(i => (ReadOnlyMemory<byte>)TestChain.Accounts[i % 20].Call(1 + (ulong)(i / 20), contracts[(i * 7) % 20], (ulong)(i % 3), (ulong)(i % 5))),
        ];
        foreach (SubmissionResult result in await sequencer.Service.SubmitManyAsync(raw, default)) _ = await chain.IncludedAsync(result.Hash!.Value);

        _ = await chain.SealedAsync(1);
        await BatchChecks.AllAsync(chain);
        await RebuildAsync(chain, null);
    }

    private static async Task<StoredReceipt> ReceiptAsync(TestChain chain, Hash256 hash)
    {
        StoredTransaction stored = await chain.IncludedAsync(hash);
        return (await chain.Blocks.GetReceiptAsync(stored.Inclusion!.BlockNumber, stored.Inclusion.Position, default))!.Value;
    }

    /// <summary>Rebuilds the state from the headers and data of all sealed batches, whose roots it must have; with no further block, it is <paramref name="state"/>.</summary>
    private static async Task RebuildAsync(TestChain chain, ChainState? state)
    {
        var rebuilt = new StateReconstructor(chain.Config, chain.Genesis.Batch, chain.GenesisState);
        BatchRow latest = (await chain.Batches.GetLatestAsync(default))!;
        for (ulong number = 1; number <= latest.Number; number++)
        {
            BatchHeader.TryDecode((await chain.Batches.GetAsync(number, default))!.Header.Span, out BatchHeader header).ShouldBeTrue();
            rebuilt.Apply(in header, (await chain.Batches.GetDataAsync(number, default))!.Value.Span, out _).ShouldBe(ReconstructionFailure.None);
        }

        foreach (StoredEntry entry in rebuilt.Entries)
            state?.Read(entry.Key).ShouldBe(entry.Value);
    }
}
