using Rollup.Kernel.Batches;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Messaging;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.Kernel.Tests.Blocks;
using Rollup.Kernel.Tests.Protocol;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Tests.Batches;

/// <summary>Batches of contract transactions: the run on the witness agrees with a run on dictionaries, and the L1 data rebuilds the state.</summary>
public sealed class ContractBatchTests : IDisposable
{
    private static readonly byte[] Withdrawal = [0x51, 0xcf, 0xf8, 0xd9, .. PlainRollup.Word(TestValues.AddressOf("target"))];
    private static readonly Address Refund = TestValues.AddressOf("refund");

    private readonly ContractScenario _chain = new();

    public void Dispose() => _chain.Dispose();

    [Fact]
    public void Contracts_are_deployed_called_in_the_same_batch_and_in_the_next()
    {
        Address store = _chain.NextContract(0);
        Address twin = default;
        _chain.AddBlock(block =>
        {
            block.Create(0, Bytecode.Deploy(Bytecode.Store)).Created.ShouldBe(store);
            block.Call(1, store, Words(1, 10)).Succeeded.ShouldBeTrue();
            block.Call(1, store, Words(2, 20)).Succeeded.ShouldBeTrue();
            twin = block.Create(2, Bytecode.Deploy(Bytecode.Store)).Created;
        });
        BatchRun first = _chain.Seal();
        _chain.State.Slots[(store, 2)].ShouldBe((U256)20);
        _chain.State[twin].CodeHash.ShouldBe(_chain.State[store].CodeHash);
        Occurrences(first.Data, Bytecode.Store).ShouldBe(1);

        // A slot is cleared, one changed, one set to what it was.
        _chain.AddBlock(block =>
        {
            block.Call(1, store, Words(1, 0)).Succeeded.ShouldBeTrue();
            block.Call(1, store, Words(2, 21)).Succeeded.ShouldBeTrue();
            block.Call(1, twin, Words(3, 30)).Succeeded.ShouldBeTrue();
            block.Call(1, twin, Words(3, 0)).Succeeded.ShouldBeTrue();
        });
        Occurrences(_chain.Seal().Data, Bytecode.Store).ShouldBe(0);
        _chain.State.Slots.ContainsKey((store, 1)).ShouldBeFalse();
    }

    [Fact]
    public void Contracts_create_contracts_and_one_destroyed_at_once_leaves_nothing()
    {
        byte[] initCode = Bytecode.Deploy(Bytecode.Revert);
        _chain.AddBlock(block =>
        {
            Address create = block.Create(0, Bytecode.Deploy(Bytecode.Create)).Created;
            Address create2 = block.Create(0, Bytecode.Deploy(Bytecode.Create2)).Created;
            block.Call(1, create, initCode, value: 5).Succeeded.ShouldBeTrue();
            block.Call(1, create2, initCode, value: 6).Succeeded.ShouldBeTrue();
            _chain.State[CreatedBy(create2)].ShouldBe(_chain.State.WithCode(1, 6, Bytecode.Revert));
            block.Call(1, create2, initCode).Succeeded.ShouldBeTrue();
            CreatedBy(create2).ShouldBe(Address.Zero);

            block.Call(1, create, Bytecode.DestroyAtOnce, value: 9).Succeeded.ShouldBeTrue();
            _chain.State[CreatedBy(create)].IsEmpty.ShouldBeTrue();
            _chain.State.Slots.ContainsKey((CreatedBy(create), 0)).ShouldBeFalse();
            Address gone = block.Create(2, Bytecode.DestroyAtOnce).Created;
            _chain.State[gone].IsEmpty.ShouldBeTrue();
        });
        Occurrences(_chain.Seal().Data, Bytecode.Revert).ShouldBeGreaterThan(0);

        Address CreatedBy(Address factory) => Address.FromU256(_chain.State.Slots.GetValueOrDefault((factory, U256.Zero)));
    }

    [Fact]
    public void Messages_of_contracts_reach_L1_unless_they_are_undone()
    {
        _chain.AddBlock(block =>
        {
            Address sends = block.Create(0, Bytecode.Deploy(Bytecode.Message(reverts: false))).Created;
            Address undoes = block.Create(0, Bytecode.Deploy(Bytecode.Message(reverts: true))).Created;
            Address survives = block.Create(0, Bytecode.Deploy(Bytecode.CallAndGoOn(undoes))).Created;
            Address statically = block.Create(0, Bytecode.Deploy(Bytecode.MessageBy(0xfa))).Created;
            Address delegating = block.Create(0, Bytecode.Deploy(Bytecode.MessageBy(0xf4))).Created;

            block.Call(1, sends, Withdrawal, value: 100).Succeeded.ShouldBeTrue();
            Result(sends).ShouldBe(2);
            block.Call(1, undoes, Withdrawal, value: 100).Succeeded.ShouldBeFalse();
            block.Call(1, survives, Withdrawal, value: 100).Succeeded.ShouldBeTrue();
            Result(survives).ShouldBe(1);
            _chain.State[survives].Balance.ShouldBe((U256)100);
            block.Call(1, sends, [1, 2, 3], value: 100).Succeeded.ShouldBeTrue();
            Result(sends).ShouldBe(1);
            block.Call(1, statically, Withdrawal).Succeeded.ShouldBeTrue();
            Result(statically).ShouldBe(1);
            block.Call(1, delegating, Withdrawal).Succeeded.ShouldBeTrue();
            Result(delegating).ShouldBe(1);
            block.Call(1, sends, Withdrawal, value: 50).Succeeded.ShouldBeTrue();
        });
        _chain.State.Slots[(ProtocolConstants.Messenger, Messenger.NonceSlot)].ShouldBe((U256)2);
        _chain.State[ProtocolConstants.Messenger].Balance.ShouldBe(U256.Zero);
        _chain.Seal().MessageLeaves.Length.ShouldBe(2);

        int Result(Address contract) => (int)_chain.State.Slots[(contract, 0)].L0;
    }

    [Fact]
    public void An_account_delegates_its_code_changes_its_mind_and_takes_it_back()
    {
        Signer authority = ContractScenario.Signers[2];
        ulong chainId = _chain.Config.L2ChainId;
        Address store = default;
        _chain.AddBlock(block =>
        {
            store = block.Create(0, Bytecode.Deploy(Bytecode.Store)).Created;
            Address revert = block.Create(0, Bytecode.Deploy(Bytecode.Revert)).Created;
            block.Delegate(1, authority.Address, Words(1, 10), authority.Authorize(chainId, store, 0)).Succeeded.ShouldBeTrue();
            _chain.State.Slots[(authority.Address, 1)].ShouldBe((U256)10);
            block.Delegate(1, authority.Address, [], authority.Authorize(chainId, revert, 1), authority.Authorize(chainId, store, 9)).Succeeded.ShouldBeFalse();
            block.Call(2, store, Words(7, 7)).Succeeded.ShouldBeTrue();
        });
        BatchRun first = _chain.Seal();
        Occurrences(first.Data, [0xef, 0x01, 0x00]).ShouldBe(1);

        _chain.AddBlock(block =>
        {
            block.Call(1, authority.Address, []).Succeeded.ShouldBeFalse();
            block.Delegate(1, store, Words(2, 2), authority.Authorize(0, Address.Zero, 3)).Succeeded.ShouldBeTrue();
            _chain.State[authority.Address].HasCode.ShouldBeFalse();
            block.Call(1, authority.Address, []).Succeeded.ShouldBeTrue();
        });
        _chain.Seal();

        // To the messenger an account cannot delegate: its code halts.
        _chain.AddBlock(block =>
            block.Delegate(1, authority.Address, Withdrawal, authority.Authorize(chainId, ProtocolConstants.Messenger, 4)).Succeeded.ShouldBeFalse());
        _chain.Seal().MessageLeaves.ShouldBeEmpty();
    }

    [Fact]
    public void L1_forces_creations_and_calls_and_a_deposit_that_reverts_is_refunded()
    {
        Address from = TestValues.AddressOf("forcing contract");
        Address revert = _chain.NextContract(0);
        Address sends = default;
        _chain.AddBlock(block =>
        {
            block.Create(0, Bytecode.Deploy(Bytecode.Revert)).Created.ShouldBe(revert);
            sends = block.Create(0, Bytecode.Deploy(Bytecode.Message(reverts: false))).Created;
        });
        _chain.Seal();

        _chain.AddBlock(block =>
        {
            Address created = block.Take(Item(from, null, Bytecode.Deploy(Bytecode.Store), mint: 50, value: 40)).Created;
            _chain.State[created].ShouldBe(_chain.State.WithCode(1, 40, Bytecode.Store));
            block.Take(Item(from, created, Words(1, 11))).Succeeded.ShouldBeTrue();
            block.Take(Item(from, sends, Withdrawal, mint: 10, value: 15)).Succeeded.ShouldBeTrue();
            block.Take(Item(from, revert, [], mint: 1000, value: 1000)).Succeeded.ShouldBeFalse();
            _chain.State[Refund].Balance.ShouldBe((U256)1000);
            block.Take(Item(from, created, Words(2, 22), gas: (1 << 24) + 1)).GasUsed.ShouldBe((1UL << 24) + 1);
            block.Take(Item(from, null, new byte[49_153], gas: 3_000_000)).Succeeded.ShouldBeFalse();
            block.Call(0, created, Words(3, 33)).Succeeded.ShouldBeTrue();
            _chain.State.Slots.Keys.Count(key => key.Address == created).ShouldBe(2);
        });
        _chain.Seal().MessageLeaves.Length.ShouldBe(1);
    }

    [Fact]
    public void Block_hashes_come_from_the_batch_itself_and_from_the_ring()
    {
        Address asks = default;
        _chain.AddBlock(block => asks = block.Create(0, Bytecode.Deploy(Bytecode.StoreBlockHash)).Created);
        _chain.AddBlock(_ => { });
        Hash256 first = _chain.State.BlockHashes[1];
        Hash256 second = _chain.State.BlockHashes[2];
        _chain.Seal();
        _chain.AddBlock(_ => { });
        Hash256 third = _chain.State.BlockHashes[3];
        _chain.AddBlock(block =>
        {
            foreach (ulong number in new ulong[] { 0, 1, 2, 3, 4, 5, 400 })
                block.Call(0, asks, Words(number)).Succeeded.ShouldBeTrue();
        });
        _chain.Seal();
        _chain.State.Slots.Where(slot => slot.Key.Address == asks).ToDictionary(slot => slot.Key.Slot.L0, slot => Hash256.FromU256(slot.Value))
            .ShouldBe(new Dictionary<ulong, Hash256> { [1] = first, [2] = second, [3] = third }, ignoreOrder: true);

        // More blocks than the ring has places, in one batch, and hashes from both ends of the window.
        for (int i = 0; i < 300; i++)
            _chain.AddBlock(_ => { });
        ulong next = _chain.BlockNumber + 1;
        _chain.AddBlock(block =>
        {
            foreach (ulong number in new[] { next - 1, next - 256, next - 257 })
                block.Call(0, asks, Words(number)).Succeeded.ShouldBeTrue();
        });
        _chain.Seal();
        _chain.State.Slots.ContainsKey((asks, next - 1)).ShouldBeTrue();
        _chain.State.Slots.ContainsKey((asks, next - 256)).ShouldBeTrue();
        _chain.State.Slots.ContainsKey((asks, next - 257)).ShouldBeFalse();
    }

    [Fact]
    public void A_transaction_that_would_put_too_much_on_L1_fails_and_takes_all_its_gas()
    {
        using var chain = new ContractScenario(TestValues.DevConfigOf(maxDataBytes: 20_000) with { MaxItemGas = 1_000_000 });
        chain.AddBlock(block =>
        {
            Address fill = block.Create(0, Bytecode.Deploy(Bytecode.Fill)).Created;
            TransactionResult much = block.Call(1, fill, Words(100), gas: 4_000_000);
            much.Succeeded.ShouldBeTrue();
            much.DataBytes.ShouldBeInRange(8_700UL, 10_000UL);
            TransactionResult tooMuch = block.Call(1, fill, Words(250), gas: 8_000_000);
            tooMuch.Succeeded.ShouldBeFalse();
            tooMuch.GasUsed.ShouldBe(8_000_000UL);
            tooMuch.DataBytes.ShouldBeLessThan(300UL);
            block.Create(0, Bytecode.Deploy(new byte[10_000])).Succeeded.ShouldBeFalse();
            chain.State.Slots.Count.ShouldBe(100);
        });
        chain.Seal();

        using var forced = new ContractScenario(TestValues.DevConfigOf(maxDataBytes: 20_000) with { MaxItemGas = 1_000_000 });
        forced.AddBlock(block =>
        {
            TransactionResult item = block.Take(Item(TestValues.AddressOf("from"), null, Bytecode.Deploy(new byte[12_000]), mint: 7));
            item.Succeeded.ShouldBeFalse();
            item.GasUsed.ShouldBe(5_000_000UL);
            forced.State[Refund].Balance.ShouldBe((U256)7);
        });
        forced.Seal();
    }

    [Fact]
    public void Every_key_and_code_that_the_batch_needs_has_to_be_in_the_witness()
    {
        Busy();
        foreach (StateKey key in _chain.Touched)
        {
            BatchResult result = BatchRun.Of(_chain.Witness(touched: [.. _chain.Touched.Where(k => k != key)]), 16 << 20).Result;
            result.Failure.ShouldBe(BatchFailure.StateMissing, $"{TestValues.Hex(key.Address)} {TestValues.Hex(Hash256.FromU256(key.Slot))}");
        }

        List<byte[]> codes = [.. _chain.Codes];
        codes.Count.ShouldBe(3);
        foreach (byte[] code in codes)
        {
            BatchRun.Of(_chain.Witness(codes: codes.Where(c => c != code)), 16 << 20).Result.Failure.ShouldBe(BatchFailure.StateMissing);
            byte[] other = [.. code[..^1], (byte)(code[^1] ^ 1)];
            BatchRun.Of(_chain.Witness(codes: [other, .. codes.Where(c => c != code)]), 16 << 20).Result.Failure.ShouldBe(BatchFailure.StateMissing);
        }

        _chain.Seal();
    }

    [Fact]
    public void A_witness_gives_the_same_digest_with_codes_that_nothing_needs_and_in_any_order()
    {
        Busy();
        PublicInput expected = BatchRun.Of(_chain.Witness(), 16 << 20).PublicInput;
        BatchRun.Of(_chain.Witness(codes: [[1, 2, 3], .. _chain.Codes.Reverse(), .. _chain.Codes]), 16 << 20).PublicInput.ShouldBe(expected);
    }

    [Fact]
    public void Codes_that_are_empty_too_long_or_not_the_leafs_are_refused()
    {
        Busy();
        ShouldBeRefused(_chain.Witness(codes: [[], .. _chain.Codes]), StateFailure.OutOfRange);
        ShouldBeRefused(_chain.Witness(codes: [new byte[24_577], .. _chain.Codes]), StateFailure.OutOfRange);

        // Leaves whose code has the right Keccak hash, but another commitment or size: no batch makes them.
        Address odd = TestValues.AddressOf("odd");
        AccountState right = new MemoryState().WithCode(1, 0, Bytecode.Store);
        Digest other = new MemoryState().WithCode(1, 0, Bytecode.Revert).CodeCommitment;
        foreach (AccountState wrong in new[]
        {
            new AccountState(1, 0, right.CodeHash, other, right.CodeSize), new AccountState(1, 0, right.CodeHash, right.CodeCommitment, right.CodeSize + 1),
        })
        {
            using var chain = new ContractScenario(more: new Dictionary<Address, AccountState> { [odd] = wrong });
            _ = chain.State.WithCode(1, 0, Bytecode.Store);
            chain.AddBlock(block => block.Call(0, odd, Words(1, 1)).Succeeded.ShouldBeTrue());
            ShouldBeRefused(chain.Witness(codes: [Bytecode.Store]), StateFailure.CodeMismatch);
        }

        static void ShouldBeRefused(byte[] witness, StateFailure failure)
        {
            BatchResult result = BatchRun.Of(witness, 16 << 20).Result;
            result.Failure.ShouldBe(BatchFailure.InvalidState);
            result.StateFailure.ShouldBe(failure);
        }
    }

    [Fact]
    public void Too_small_an_arena_is_said_to_be_one_even_when_a_new_code_does_not_fit()
    {
        Busy();
        byte[] witness = _chain.Witness();
        BatchFailure last = BatchFailure.None;
        for (int size = 2 << 20; last != BatchFailure.None || size == 2 << 20; size += 2048)
        {
            last = BatchRun.Of(witness, size).Result.Failure;
            last.ShouldBeOneOf(BatchFailure.ArenaExhausted, BatchFailure.None);
        }
    }

    [Fact]
    public void A_damaged_witness_fails_with_a_type_or_gives_another_digest_or_the_same()
    {
        Busy();
        byte[] witness = _chain.Witness();
        PublicInput expected = BatchRun.Of(witness, 16 << 20).PublicInput;
        var random = new Random(3);
        HashSet<BatchFailure> seen = [];
        int same = 0;
        for (int i = 0; i < 600; i++)
        {
            byte[] damaged = [.. witness];
            int position = random.Next(witness.Length);
            if (i % 3 == 0)
                damaged = damaged[..position];
            else
                damaged[position] ^= (byte)(1 << random.Next(8));
            BatchRun run = BatchRun.Of(damaged, 6 << 20);
            seen.Add(run.Result.Failure);
            same += run.Result.IsSuccess && run.PublicInput == expected ? 1 : 0;
        }

        seen.Count.ShouldBeGreaterThan(5);
        same.ShouldBe(0, "everything in this witness counts");
    }

    /// <summary>A batch whose contracts are from the one before: calls, storage, a creation, a message, hashes of blocks before and within the batch.</summary>
    private void Busy()
    {
        Address store = default;
        Address asks = default;
        Address sends = default;
        _chain.AddBlock(block =>
        {
            store = block.Create(0, Bytecode.Deploy(Bytecode.Store)).Created;
            asks = block.Create(0, Bytecode.Deploy(Bytecode.StoreBlockHash)).Created;
            sends = block.Create(0, Bytecode.Deploy(Bytecode.CallAndGoOn(store))).Created;
            block.Call(1, store, Words(1, 10)).Succeeded.ShouldBeTrue();
        });
        _chain.Seal();
        _chain.AddBlock(block =>
        {
            block.Take(Item(TestValues.AddressOf("from"), store, Words(4, 4), mint: 3)).Succeeded.ShouldBeTrue();
            block.Call(1, store, Words(1, 0)).Succeeded.ShouldBeTrue();
            block.Call(1, asks, Words(1)).Succeeded.ShouldBeTrue();
            block.Call(0, sends, Words(3, 3)).Succeeded.ShouldBeTrue();
            block.Create(2, Bytecode.Deploy(Bytecode.Revert)).Succeeded.ShouldBeTrue();
        });
        _chain.AddBlock(block => block.Call(1, asks, Words(2)).Succeeded.ShouldBeTrue());
    }

    private static byte[] Words(params ulong[] words) => [.. words.SelectMany(word => PlainRollup.Word(word))];

    private static QueueItem Item(Address from, Address? to, byte[] data, ulong mint = 0, ulong value = 0, ulong gas = 5_000_000) => new()
    {
        From = from,
        To = to ?? Address.Zero,
        IsCreation = to is null,
        Mint = mint,
        Value = value,
        GasLimit = gas,
        RefundAddress = Refund,
        Data = data,
    };

    private static int Occurrences(byte[] data, byte[] part)
    {
        int count = 0;
        for (int at = data.AsSpan().IndexOf(part); at >= 0; count++)
        {
            int next = data.AsSpan(at + 1).IndexOf(part);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return count;
    }
}
