using FsCheck;
using FsCheck.Fluent;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.Kernel.Tests.State;
using static Rollup.Kernel.Tests.Protocol.TestValues;

namespace Rollup.Kernel.Tests.Batches;

public class BatchDataTests
{
    private static readonly BlockHeader LastBlock = new()
    {
        Number = 10,
        Timestamp = 1_790_000_000,
        GasUsed = 123_456,
        BaseFeePerGas = 1_000_000_007,
        TransactionsRoot = HashOf("transactions"),
        ReceiptsRoot = HashOf("receipts"),
        LogsBloom = SomeBloom(),
        SecondUsage = new SecondUsage { Gas = 200_000, ProvingCost = 1UL << 40 },
    };

    /// <summary>Nonces follow one another; of a message with data only leaf and nonce are in the data.</summary>
    private static SentMessage[] Messages
    {
        get
        {
            var host = default(SoftwareHost);
            return
            [
                new SentMessage { Leaf = HashOf("message"), Nonce = 300 },
                SentMessage.Withdrawal(ref host, DevConfig.L2ChainId, DevConfig.Bridge, 301, AddressOf("sender"), AddressOf("target"), 12345),
            ];
        }
    }

    [Fact]
    public void Every_batch_of_updates_deletions_and_creations_is_rebuilt_from_its_data()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var scenario = new StateScenario(seed, 30);
            var before = new ReferenceTree();
            var after = new ReferenceTree();
            Dictionary<StateKey, StateValue> genesis = Batch(scenario, 25, absent: 0);
            before.Update(genesis);
            after.Update(genesis);
            Dictionary<ulong, StateKey> names = genesis.Keys.ToDictionary(k => before.IndexOf(k)!.Value);
            Dictionary<StateKey, StateValue> batch = Batch(scenario, 25, absent: 0.4);
            after.Update(batch);

            byte[] data = Write(before, batch);
            BatchDataReader.TryOpen(data, out BatchDataReader reader).ShouldBeTrue();
            _ = RebuiltBatch.ReadMessages(ref reader, DevConfig);
            before.Update(RebuiltBatch.Read(ref reader, names, before.ValueOf));
            before.Root.ShouldBe(after.Root);
            before.NextIndex.ShouldBe(after.NextIndex);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_last_block_hashes_and_messages_are_read_back()
    {
        byte[] data = Write(new ReferenceTree(), []);
        BatchDataReader.TryOpen(data, out BatchDataReader reader).ShouldBeTrue();
        reader.Timestamp.ShouldBe(LastBlock.Timestamp);
        reader.GasUsed.ShouldBe(LastBlock.GasUsed);
        reader.BaseFee.ShouldBe(LastBlock.BaseFeePerGas);
        reader.TransactionsRoot.ShouldBe(LastBlock.TransactionsRoot);
        reader.ReceiptsRoot.ShouldBe(LastBlock.ReceiptsRoot);
        reader.BlockHashes.ToArray().ShouldBe([.. HashOf("block 8").AsSpan(), .. HashOf("block 9").AsSpan()]);
        reader.SecondUsage.ShouldBe(LastBlock.SecondUsage);
        reader.LogsBloom.ShouldBe(LastBlock.LogsBloom);
        RebuiltBatch.ReadMessages(ref reader, DevConfig).ShouldBe([.. Messages]);
        reader.IsAtEnd.ShouldBeFalse();
        reader.TryReadCode(out ReadOnlySpan<byte> code).ShouldBeTrue();
        code.IsEmpty.ShouldBeTrue();
        reader.TryReadCode(out _).ShouldBeFalse();
        reader.UpdateCount.ShouldBe(0UL);
        reader.CreationCount.ShouldBe(0UL);
        reader.IsAtEnd.ShouldBeTrue();
    }

    [Fact]
    public void Slots_of_one_contract_name_it_once()
    {
        Address contract = AddressOf("contract");
        Dictionary<StateKey, StateValue> slots = Enumerable.Range(1, 10)
            .ToDictionary(i => StateKey.StorageSlot(in contract, (ulong)i), i => StateValue.OfSlot((ulong)i));
        int first = Write(new ReferenceTree(), slots.Take(1).ToDictionary()).Length;
        int all = Write(new ReferenceTree(), slots).Length;
        (all - first).ShouldBe(9 * (1 + 2 + 2));
    }

    [Fact]
    public void The_ring_of_block_hashes_is_left_out()
    {
        StateKey ring = BatchScenario.RingSlot(10);
        int without = Write(new ReferenceTree(), []).Length;
        Write(new ReferenceTree(), new() { [ring] = StateValue.OfSlot(5) }).Length.ShouldBe(without);
        var tree = new ReferenceTree();
        tree.Update(new Dictionary<StateKey, StateValue> { [ring] = StateValue.OfSlot(5) });
        Write(tree, new() { [ring] = StateValue.OfSlot(6) }).Length.ShouldBe(without);
    }

    [Fact]
    public void Data_that_ends_early_or_goes_on_is_refused()
    {
        byte[] data = Sample();
        IsWellFormed(data).ShouldBeTrue();
        for (int length = 0; length < data.Length; length++)
            IsWellFormed(data[..length]).ShouldBeFalse();
        IsWellFormed([.. data, 0]).ShouldBeFalse();
    }

    [Fact]
    public void Damaged_data_never_throws()
    {
        byte[] data = Sample();
        Prop.ForAll(
            Gen.Choose(0, data.Length - 1).ToArbitrary(),
            Gen.Choose(0, 255).ToArbitrary(),
            (position, value) =>
            {
                _ = IsWellFormed([.. data[..position], (byte)value, .. data[(position + 1)..]]);
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Only_the_shortest_forms_are_accepted()
    {
        byte[] head = Write(new ReferenceTree(), [])[..^2];
        byte[] address = AddressOf("a").AsSpan().ToArray();
        byte[] ring = ProtocolConstants.BlockHashes.AsSpan().ToArray();
        IsWellFormed([.. head, 0, 0]).ShouldBeTrue();
        IsWellFormed([.. head, 0x80, 0, 0]).ShouldBeFalse("a varint with a superfluous group");
        IsWellFormed([.. head, 1, 2, 1, 7, 0]).ShouldBeTrue();
        IsWellFormed([.. head, 1, 2, 2, 0, 7, 0]).ShouldBeFalse("a leading zero");
        IsWellFormed([.. head, 1, 2, 33, .. new byte[33], 0]).ShouldBeFalse("more than 256 bits");
        IsWellFormed([.. head, 1, 1, 0, 0]).ShouldBeFalse("a nonce that increases by nothing");
        IsWellFormed([.. head, 0, 1, 0, .. address, 1, 0]).ShouldBeTrue();
        IsWellFormed([.. head, 0, 1, 0, .. address, 0, 0]).ShouldBeFalse("an empty account");
        IsWellFormed([.. head, 0, 1, 2, .. address, 1, 5, 1, 6]).ShouldBeTrue();
        IsWellFormed([.. head, 0, 1, 2, .. address, 1, 5, 0]).ShouldBeFalse("an empty slot");
        IsWellFormed([.. head, 0, 1, 2, .. ring, 1, 5, 1, 6]).ShouldBeFalse("a slot of the ring");
        IsWellFormed([.. head, 0, 2, 2, .. address, 1, 5, 1, 6, 3, 1, 6, 1, 6]).ShouldBeTrue();
        IsWellFormed([.. head, 0, 2, 2, .. address, 1, 5, 1, 6, 2, .. address, 1, 6, 1, 6]).ShouldBeFalse("an owner spelled out again");
        IsWellFormed([.. head, 0, 3, 2, .. address, 1, 5, 1, 6, 0, .. address, 1, 0, 3, 1, 6, 1, 6]).ShouldBeTrue();
        IsWellFormed([.. head, 0, 3, 2, .. address, 1, 5, 1, 6, 0, .. address, 1, 0, 4, 1, 6, 1, 6]).ShouldBeFalse("an owner spelled out again since");
        IsWellFormed([.. head, 0, 1, 3, 1, 5, 1, 6]).ShouldBeFalse("an owner that is not there");
        IsWellFormed([1, .. head[1..], 0, 0]).ShouldBeFalse("another version");
        IsWellFormed([.. head, 2, 0xf8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0, 0]).ShouldBeTrue();
        IsWellFormed([.. head, 1, 0xf8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02, 0]).ShouldBeFalse("more than 64 bits");
    }

    [Fact]
    public void Every_code_is_referred_to_and_in_order()
    {
        byte[] head = Write(new ReferenceTree(), [])[..^3];
        byte[] address = AddressOf("a").AsSpan().ToArray();
        byte[] two = [.. head, 1, 0xaa, 2, 0xbb, 0xbb, 0];
        IsWellFormed([.. head, 0, 1, 4, 0, 0]).ShouldBeTrue();
        IsWellFormed([.. head, 0, 1, 4, 1, 0]).ShouldBeFalse("a code that is not there");
        IsWellFormed([.. head, 1, 0xaa, 0, 1, 4, 1, 0]).ShouldBeTrue();
        IsWellFormed([.. head, 1, 0xaa, 0, 1, 4, 0, 0]).ShouldBeFalse("a code that nothing refers to");
        IsWellFormed([.. two, 3, 4, 1, 4, 2, 4, 1, 0]).ShouldBeTrue();
        IsWellFormed([.. two, 2, 4, 2, 4, 1, 0]).ShouldBeFalse("codes out of order");
        IsWellFormed([.. two, 1, 4, 1, 1, 1, .. address, 0, 0, 2]).ShouldBeTrue();
        IsWellFormed([.. two, 1, 4, 1, 1, 1, .. address, 0, 0, 1]).ShouldBeFalse("a second code that nothing refers to");
        IsWellFormed([.. two, 2, 4, 1, 4, 2, 1, 1, .. address, 1, 0, 0]).ShouldBeFalse("an account with code that has none");
        IsWellFormed([.. head, 1, 0xaa, 0, 0, 0]).ShouldBeFalse("a code without leaves");
        IsWellFormed([.. head, 0x80, 0xc0, 0x01, .. new byte[24_576], 0, 1, 4, 1, 0]).ShouldBeTrue();
        IsWellFormed([.. head, 0x81, 0xc0, 0x01, .. new byte[24_577], 0, 1, 4, 1, 0]).ShouldBeFalse("a code that is too long");
        IsWellFormed([.. head, 1]).ShouldBeFalse();
    }

    [Fact]
    public void Equal_codes_are_written_once()
    {
        AccountState account = RebuiltBatch.WithCode(new AccountState(1, 0), Codes[3]);
        Dictionary<StateKey, StateValue> accounts = Enumerable.Range(0, 5)
            .ToDictionary(i => StateKey.Account(AddressOf($"{i}")), _ => StateValue.OfAccount(in account));
        int first = Write(new ReferenceTree(), accounts.Take(1).ToDictionary()).Length;
        (Write(new ReferenceTree(), accounts).Length - first).ShouldBe(4 * (1 + 20 + 1 + 1 + 1));
    }

    private static LogsBloom SomeBloom()
    {
        LogsBloom bloom = default;
        bloom.Bytes[3] = 0x10;
        bloom.Bytes[200] = 0xff;
        return bloom;
    }

    private static byte[] Sample()
    {
        var tree = new ReferenceTree();
        var scenario = new StateScenario(1, 40);
        tree.Update(Batch(scenario, 20, absent: 0));
        return Write(tree, Batch(scenario, 20, absent: 0.3));
    }

    /// <summary>A random batch, in which contracts have one of <see cref="Codes"/>.</summary>
    private static Dictionary<StateKey, StateValue> Batch(StateScenario scenario, int size, double absent)
    {
        Dictionary<StateKey, StateValue> batch = scenario.NextBatch(size, absent);
        foreach ((StateKey key, StateValue value) in batch)
        {
            if (key.IsAccount && value.Account.HasCode)
                batch[key] = StateValue.OfAccount(RebuiltBatch.WithCode(value.Account, Codes[scenario.Next(Codes.Length)]));
        }

        return batch;
    }

    private static byte[][] Codes => [[0xfe], [0x00, 0x01], Bytes(24_576), Bytes(300)];

    private static byte[] Write(ReferenceTree before, Dictionary<StateKey, StateValue> batch)
    {
        byte[] witness = before.Witness(batch.Keys, batch.Where(e => e.Value.IsAbsent(e.Key)).Select(e => e.Key).ToHashSet());
        var host = default(SoftwareHost);
        var arena = new WitnessArena(GC.AllocateArray<byte>(1 << 20, pinned: true));
        WitnessState.Open(ref host, witness, before.Root, ref arena, out WitnessState state).ShouldBe(StateFailure.None);
        foreach ((StateKey key, StateValue value) in batch)
        {
            bool set = key.IsAccount
                ? state.TrySetAccount(key.Address, value.Account)
                : state.TrySetSlot(key.Address, key.Slot, value.Word);
            set.ShouldBeTrue();
        }

        ulong nextIndex = before.NextIndex;
        state.Update(ref host, ref nextIndex, ref arena, out _).ShouldBe(StateFailure.None);
        var codes = default(WitnessCodes);
        foreach (byte[] code in Codes)
            codes.TryAdd(Keccak256.Hash(code), code, ref arena).ShouldBeTrue();
        BatchData.TryWrite(
            in LastBlock, [HashOf("block 8"), HashOf("block 9")], Messages, state.Entries, ref codes, ref arena, out ReadOnlySpan<byte> data).ShouldBeTrue();
        return data.ToArray();
    }

    private static bool IsWellFormed(byte[] data)
    {
        if (!BatchDataReader.TryOpen(data, out BatchDataReader reader))
            return false;
        var host = default(SoftwareHost);
        for (ulong i = 0; i < reader.MessageCount; i++)
        {
            if (!reader.TryReadMessage(ref host, DevConfig, out _))
                return false;
        }

        ReadOnlySpan<byte> code;
        do
        {
            if (!reader.TryReadCode(out code))
                return false;
        }
        while (!code.IsEmpty);

        for (ulong i = 0; i < reader.UpdateCount; i++)
        {
            if (!reader.TryReadUpdate(out _))
                return false;
        }

        for (ulong i = 0; i < reader.CreationCount; i++)
        {
            if (!reader.TryReadCreation(out _))
                return false;
        }

        return reader.IsAtEnd;
    }
}
