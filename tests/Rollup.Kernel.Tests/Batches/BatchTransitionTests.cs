using System.Numerics;
using Rollup.Execution.Native;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Messaging;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.Kernel.Tests.Blocks;
using Rollup.Kernel.Tests.Protocol;
using Rollup.Kernel.Tests.State;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Tests.Batches;

public class BatchTransitionTests
{
    private const ulong Time = BatchScenario.GenesisTime;

    [Fact]
    public void Batches_of_random_traffic_agree_with_the_plain_rules_and_their_data_rebuilds_the_state()
    {
        for (int seed = 0; seed < 4; seed++)
        {
            var scenario = new BatchScenario();
            var follower = new Follower(scenario.Plain, scenario.Tree);
            var traffic = new RandomTraffic(seed, [.. BatchScenario.Signers.Select(s => s.Address)]);
            for (ulong batch = 1; batch <= 3; batch++)
            {
                for (ulong block = 1; block <= 3; block++)
                {
                    ulong timestamp = scenario.Parent.Timestamp + (block / 2 * 5);
                    traffic.BaseFee = scenario.NextBaseFee(timestamp).ToBigInteger();
                    scenario.AddBlock(
                        timestamp, (int)block - 1, () => traffic.NextItem(scenario.Plain, scenario.QueuePosition),
                        6, () => traffic.NextTransaction(scenario.Plain));
                }

                BatchRun run = BatchRun.Of(scenario.Witness());
                run.Result.Failure.ShouldBe(BatchFailure.None, $"{run.Result.InvalidReason} {run.Result.StateFailure}");
                scenario.UpdateTree();
                ShouldBe(run, scenario);
                follower.Apply(run);
                follower.Tree.Root.ShouldBe(scenario.Tree.Root);
                scenario.Continue(run.Header);
            }
        }
    }

    [Fact]
    public void Items_to_from_and_for_special_addresses_are_all_provable()
    {
        Address signer = BatchScenario.Signers[0].Address;
        Address[] special =
        [
            ProtocolConstants.Messenger, ProtocolConstants.BlockHashes, RandomTraffic.ContractAddress, Address.FromU256(1), Address.FromU256(0x11),
            Address.FromU256(0x100), Address.Zero, TestValues.DevConfig.FeeVault, signer,
        ];
        foreach (Address address in special)
        {
            // A deposit, a call that fails and is refunded there, one that fails for want of value, a creation, and one from there.
            ShouldBeProvable(
                (scenario, index) => new(index, signer, address, 5000, 5000, 21_000, address, []),
                (scenario, index) => new(index, signer, ProtocolConstants.Messenger, 7, 7, 60_000, address, [1]),
                (scenario, index) => new(index, signer, address, 9, BigInteger.Pow(2, 256) - 1, 21_000, address, []),
                (scenario, index) => new(index, signer, null, 11, 0, 100_000, address, [1, 2, 3]),
                (scenario, index) => new(index, address, address, 13, 13, 21_000, address, []),
                (scenario, index) => new(index, address, signer, 0, 0, 20_999, address, []));
        }
    }

    [Fact]
    public void Items_of_a_sender_whose_nonce_has_reached_its_end_are_provable()
    {
        Address sender = BatchScenario.Signers[0].Address;
        var scenario = new BatchScenario();
        scenario.Plain[sender].Nonce = ulong.MaxValue - 1;
        scenario.UpdateTree();
        scenario.RestartAtGenesis();
        ShouldBeProvable(scenario, Send, Send, Send);
        scenario.Plain[sender].Nonce.ShouldBe(ulong.MaxValue);

        PlainItem Send(BatchScenario s, ulong index) => new(index, sender, BatchScenario.Signers[1].Address, 3, 3, 21_000, sender, []);
    }

    [Fact]
    public void Messages_with_the_most_data_are_provable_and_longer_ones_revert()
    {
        foreach (int length in new[] { 24_576, 24_577 })
        {
            byte[] content = [.. Enumerable.Repeat((byte)0xff, length)];
            byte[] data =
            [
                0xbb, 0x5d, 0xdb, 0x0f, .. PlainRollup.Word(BatchScenario.Signers[2].Address), .. PlainRollup.Word(64), .. PlainRollup.Word(length), .. PlainRollup.Padded(content),
            ];
            BatchRun run = ShouldBeProvable((scenario, index) => new(
                index, BatchScenario.Signers[0].Address, ProtocolConstants.Messenger, 1, 1, 2_000_000, BatchScenario.Signers[1].Address, data));
            run.MessageLeaves.Length.ShouldBe(length == 24_576 ? 1 : 0);
        }
    }

    [Fact]
    public void Queue_items_in_another_order_give_another_digest()
    {
        Func<BatchScenario, ulong, PlainItem>[] items =
        [
            (scenario, index) => new(index, BatchScenario.Signers[0].Address, BatchScenario.Signers[0].Address, 1, 1, 21_000, Address.Zero, []),
            (scenario, index) => new(index, BatchScenario.Signers[1].Address, BatchScenario.Signers[1].Address, 2, 2, 21_000, Address.Zero, []),
        ];
        ShouldBeProvable(items).Header.QueueRollingHash.ShouldNotBe(ShouldBeProvable([items[1], items[0]]).Header.QueueRollingHash);
    }

    [Fact]
    public void A_batch_of_more_blocks_than_the_ring_keeps_the_last_256()
    {
        var scenario = new BatchScenario();
        for (ulong i = 1; i <= 300; i++)
            scenario.AddBlock(Time + i, 0, null!, 0, null!);
        BatchRun run = BatchRun.Of(scenario.Witness());
        run.Result.Failure.ShouldBe(BatchFailure.None);
        scenario.UpdateTree();
        ShouldBe(run, scenario);
        BatchDataReader.TryOpen(run.Data, out BatchDataReader reader).ShouldBeTrue();
        reader.BlockHashes.Length.ShouldBe(255 * 32);
        reader.BlockHashes[..32].ToArray().ShouldBe(scenario.BlockHashes[300 - 256].AsSpan().ToArray());
    }

    [Fact]
    public void The_same_witness_gives_the_same_digest_whatever_the_arena_held()
    {
        var scenario = new BatchScenario();
        scenario.AddBlock(Time + 1, 1, () => scenario.Deposit(TestValues.AddressOf("depositor")), 1, () => scenario.Transfer(0, TestValues.AddressOf("new")));
        byte[] witness = scenario.Witness();
        byte[] arena = new byte[4 << 20];
        var host = default(SoftwareHost);
        using var evm = new EvmMemory();
        BatchTransition.Run(ref host, ref evm.Machine, witness, arena, out BatchOutput first).IsSuccess.ShouldBeTrue();
        PublicInput expected = first.PublicInput;
        Random.Shared.NextBytes(arena);
        BatchTransition.Run(ref host, ref evm.Machine, witness, arena, out BatchOutput second).IsSuccess.ShouldBeTrue();
        second.PublicInput.ShouldBe(expected);
    }

    [Fact]
    public void Another_queue_item_gives_another_batch_hash()
    {
        Hash256[] hashes =
        [
            HashWith(item => item),
            HashWith(item => item with { Mint = item.Mint + 1 }),
            HashWith(item => item with { Value = item.Value - 1 }),
            HashWith(item => item with { Refund = TestValues.AddressOf("other") }),
            HashWith(item => item with { GasLimit = item.GasLimit + 1 }),
            HashWith(item => item with { Data = [1] }),
        ];
        hashes.Distinct().Count().ShouldBe(hashes.Length);

        static Hash256 HashWith(Func<PlainItem, PlainItem> change)
        {
            var scenario = new BatchScenario();
            scenario.AddBlock(Time + 1, 1, () => change(scenario.Deposit(BatchScenario.Signers[0].Address)), 0, null!);
            BatchRun run = BatchRun.Of(scenario.Witness());
            run.Result.Failure.ShouldBe(BatchFailure.None);
            return run.PublicInput.BatchHash;
        }
    }

    [Fact]
    public void A_transfer_between_existing_accounts_takes_at_most_30_bytes_of_data()
    {
        BatchScenario empty = new();
        empty.AddBlock(Time + 1, 0, null!, 0, null!);
        BatchScenario one = new();
        one.AddBlock(Time + 1, 0, null!, 1, () => one.Transfer(0, BatchScenario.Signers[1].Address) with { MaxPriorityFee = 0 });
        int bytes = BatchRun.Of(one.Witness()).Data.Length - BatchRun.Of(empty.Witness()).Data.Length;
        bytes.ShouldBeLessThanOrEqualTo(30);
    }

    [Fact]
    public void An_ordinary_batch_fits_into_the_arena_that_the_documentation_names()
    {
        var scenario = new BatchScenario();
        Address[] depositors = [.. Enumerable.Range(0, 300).Select(i => TestValues.AddressOf($"depositor {i}"))];
        scenario.Tree.Update(depositors.Take(150).ToDictionary(a => StateKey.Account(in a), a => StateValue.OfAccount(new AccountState(0, 1))));
        foreach (Address depositor in depositors.Take(150))
            scenario.Plain[depositor].Balance = 1;
        scenario.RestartAtGenesis();
        int next = 0;
        scenario.AddBlock(Time + 1, depositors.Length, () => scenario.Deposit(depositors[next++]), 0, null!);

        byte[] witness = scenario.Witness();
        BatchRun run = BatchRun.Of(witness, (4 * witness.Length) + (2 * (int)scenario.Config.MaxDataBytes) + (4 << 20));
        run.Result.Failure.ShouldBe(BatchFailure.None);
        scenario.UpdateTree();
        ShouldBe(run, scenario);
    }

    private static BatchRun ShouldBeProvable(params Func<BatchScenario, ulong, PlainItem>[] items) => ShouldBeProvable(new BatchScenario(), items);

    /// <summary>One block of these items is proven, agrees with the plain rules, and its data rebuilds the state.</summary>
    private static BatchRun ShouldBeProvable(BatchScenario scenario, params Func<BatchScenario, ulong, PlainItem>[] items)
    {
        var follower = new Follower(scenario.Plain, scenario.Tree);
        int next = 0;
        scenario.AddBlock(Time + 1, items.Length, () => items[next++](scenario, scenario.QueuePosition), 0, null!);
        BatchRun run = BatchRun.Of(scenario.Witness());
        run.Result.Failure.ShouldBe(BatchFailure.None);
        scenario.UpdateTree();
        ShouldBe(run, scenario);
        follower.Apply(run);
        follower.Tree.Root.ShouldBe(scenario.Tree.Root);
        return run;
    }

    private static void ShouldBe(BatchRun run, BatchScenario scenario)
    {
        var host = default(SoftwareHost);
        run.LastBlock.Hash(ref host).ShouldBe(scenario.LastBlock.Hash(ref host));
        run.MessageLeaves.Select(l => l.AsSpan().ToArray()).ShouldBe(scenario.Messages);
        var messages = default(MessageTree);
        foreach (Hash256 leaf in run.MessageLeaves)
            messages.TryAppend(ref host, in leaf).ShouldBeTrue();
        byte[] dataWords = [.. PlainRollup.Word(0), .. Keccak256.Hash(run.Data).AsSpan()];
        var expected = new BatchHeader
        {
            Version = 1,
            ConfigHash = scenario.Parent.ConfigHash,
            Number = scenario.Parent.Number + 1,
            FirstBlock = scenario.Parent.LastBlock + 1,
            LastBlock = scenario.LastBlock.Number,
            Timestamp = scenario.Timestamp,
            ParentHash = scenario.Parent.Hash(ref host),
            StateRoot = scenario.Tree.Root.ToHash256(),
            NextIndex = scenario.Tree.NextIndex,
            LastBlockHash = scenario.BlockHashes[^1],
            MessageRoot = messages.Root(ref host),
            MessageCount = (ulong)scenario.Messages.Count,
            QueuePosition = scenario.QueuePosition,
            QueueRollingHash = scenario.QueueRollingHash,
            DataHash = Keccak256.Hash(dataWords),
        };
        run.Header.ShouldBe(expected);
        run.PublicInput.ShouldBe(new PublicInput
        {
            L1ChainId = scenario.Config.L1ChainId,
            Rollup = scenario.Config.Rollup,
            ParentHash = scenario.Parent.Hash(ref host),
            BatchHash = expected.Hash(ref host),
        });
    }

    /// <summary>Knows the genesis state, and from then on only headers and data.</summary>
    private sealed class Follower
    {
        private readonly Dictionary<ulong, StateKey> _names = [];

        public Follower(PlainRollup plain, ReferenceTree genesis)
        {
            Dictionary<StateKey, StateValue> values = [];
            foreach (StateKey key in plain.Accounts.Keys.Select(a => StateKey.Account(a)))
                values[key] = genesis.ValueOf(key);
            Update(values);
        }

        public ReferenceTree Tree { get; } = new();

        public void Apply(BatchRun run)
        {
            BatchDataReader.TryOpen(run.Data, out BatchDataReader reader).ShouldBeTrue();
            _ = RebuiltBatch.ReadMessages(ref reader, TestValues.DevConfig);
            Dictionary<StateKey, StateValue> values = RebuiltBatch.Read(ref reader, _names, Tree.ValueOf);
            ulong number = run.Header.LastBlock;
            values[BatchScenario.RingSlot(number)] = StateValue.OfSlot(run.Header.LastBlockHash.ToU256());
            for (int end = reader.BlockHashes.Length; end > 0; end -= 32)
                values[BatchScenario.RingSlot(--number)] = StateValue.OfSlot(U256.ReadBigEndian(reader.BlockHashes[(end - 32)..]));
            Update(values);
        }

        private void Update(Dictionary<StateKey, StateValue> values)
        {
            Tree.Update(values);
            foreach (StateKey key in values.Keys)
                _names[Tree.IndexOf(key)!.Value] = key;
        }
    }
}
