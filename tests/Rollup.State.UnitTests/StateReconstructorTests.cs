using System.Runtime.InteropServices;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.State.Reconstruction;
using Rollup.Storage;
using Rollup.Storage.StateData;

namespace Rollup.State.UnitTests;

public class StateReconstructorTests
{
    private const int BatchCount = 6;

    private static readonly ChainConfig Config = new() { L1ChainId = 1, L2ChainId = 2, BlockGasLimit = 30_000_000, FeeVault = Address.FromU256(99) };

    [Fact]
    public void The_data_of_all_batches_gives_the_state_of_the_chain_that_wrote_it()
    {
        using Source source = new();
        StateReconstructor reconstructor = source.NewReconstructor();
        MemoryStateStore rebuilt = new();
        rebuilt.Write(source.GenesisState);
        for (int i = 0; i < BatchCount; i++)
        {
            (BatchHeader header, byte[] data) = source.NextBatch();
            reconstructor.Apply(in header, data, out SealedBatch? batch).ShouldBe(ReconstructionFailure.None);
            batch!.Checkpoint.ShouldBe(source.State.Sealed);
            rebuilt.Write(batch);
            foreach (CodeRow row in batch.Codes)
                Keccak256.Hash(row.Code.Span).ShouldBe(row.Hash);
            foreach ((_, StoredEntry entry) in batch.Entries.Where(entry => entry.Entry.Value.Account.HasCode))
                rebuilt.ReadCode(entry.Value.Account.CodeHash).ShouldNotBeNull();
        }

        foreach (StoredEntry entry in reconstructor.Entries)
            source.State.Read(entry.Key).ShouldBe(entry.Value);
        SoftwareHost host = default;
        reconstructor.LastBlock.Hash(ref host).ShouldBe(reconstructor.Header.LastBlockHash);

        // What was rebuilt is enough to seal the next batch.
        using ChainState continued = ChainState.Open(rebuilt, new ChainStateOptions(), []);
        source.AddBlock();
        _ = continued.Commit(continued.LatestBlock + 1, source.LastDiff.BlockHash, Copy(source.LastDiff, continued));
        continued.Seal(BatchCount + 1, continued.BeginBlock()).Checkpoint
            .ShouldBe(source.State.Seal(BatchCount + 1, source.State.BeginBlock()).Checkpoint);
    }

    [Fact]
    public void Any_changed_byte_of_the_data_is_noticed()
    {
        using Source source = new();
        (BatchHeader first, byte[] firstData) = source.NextBatch();
        (BatchHeader second, byte[] secondData) = source.NextBatch();
        SoftwareHost host = default;
        for (int i = 0; i < secondData.Length; i++)
        {
            StateReconstructor reconstructor = source.NewReconstructor();
            reconstructor.Apply(in first, firstData, out _).ShouldBe(ReconstructionFailure.None);
            byte[] changed = (byte[])secondData.Clone();
            changed[i] ^= (byte)(1 + (i % 255));
            reconstructor.Apply(in second, changed, out _).ShouldBe(ReconstructionFailure.DataHashMismatch);
            BatchHeader committed = second with { DataHash = DataHash.OfCalldata(ref host, changed) };
            reconstructor.Apply(in committed, changed, out SealedBatch? batch).ShouldNotBe(ReconstructionFailure.None);
            batch.ShouldBeNull();
        }
    }

    [Fact]
    public void A_batch_out_of_order_is_refused()
    {
        using Source source = new();
        (BatchHeader first, byte[] firstData) = source.NextBatch();
        (BatchHeader second, byte[] secondData) = source.NextBatch();
        StateReconstructor reconstructor = source.NewReconstructor();
        reconstructor.Apply(in second, secondData, out _).ShouldBe(ReconstructionFailure.NotTheNextBatch);
        BatchHeader orphan = first with { ParentHash = Hash256.Zero };
        reconstructor.Apply(in orphan, firstData, out _).ShouldBe(ReconstructionFailure.NotTheNextBatch);
    }

    private static StateOverlay Copy(BlockDiff diff, ChainState state)
    {
        StateOverlay overlay = state.BeginBlock();
        foreach ((StateKey key, EntryChange change) in diff.Changes)
            overlay.Write(in key, change.After);
        return overlay;
    }

    /// <summary>A chain of random balances and slots whose batches the kernel's encoder writes.</summary>
    private sealed class Source : IDisposable
    {
        private static readonly byte[][] Codes = [[], [0xfe], [0, 1, 2], [.. Enumerable.Range(0, 100).Select(i => (byte)i)]];

        private readonly Random _random = new(5);
        private readonly MemoryStateStore _store = new();
        private readonly BatchHeader _genesis;
        private readonly List<Hash256> _blockHashes = [];
        private BatchHeader _parent;
        private BlockHeader _lastBlock;

        public Source()
        {
            SoftwareHost host = default;
            GenesisState = Rollup.State.GenesisState.Create(new Dictionary<Address, U256> { [Address.FromU256(7)] = 1_000 });
            _store.Write(GenesisState);
            State = ChainState.Open(_store, new ChainStateOptions(), []);
            Hash256 root = GenesisState.Checkpoint.Root.ToHash256();
            _lastBlock = BlockHeader.Genesis(ref host, Config, 1, root);
            _genesis = BatchHeader.Genesis(ref host, Config, 1, root, GenesisState.Checkpoint.NextIndex, _lastBlock.Hash(ref host));
            _parent = _genesis;
        }

        public SealedBatch GenesisState { get; }

        public ChainState State { get; }

        public BlockDiff LastDiff { get; private set; } = null!;

        public StateReconstructor NewReconstructor() => new(Config, in _genesis, GenesisState);

        public void AddBlock()
        {
            StateOverlay overlay = State.BeginBlock();
            for (int i = 0; i < 20; i++)
            {
                Address address = Address.FromU256((ulong)_random.Next(1_000, 1_030));
                U256 amount = _random.Next(4) == 0 ? U256.Zero : (ulong)_random.NextInt64();
                if (_random.Next(2) == 0)
                {
                    StateKey slot = StateKey.StorageSlot(in address, (ulong)_random.Next(3));
                    overlay.Write(in slot, StateValue.OfSlot(in amount));
                    continue;
                }

                StateKey account = StateKey.Account(in address);
                AccountState before = overlay.Read(in account).Account;
                AccountState after = before.WithNonce(before.Nonce + (ulong)_random.Next(2)).WithBalance(in amount);
                if (_random.Next(3) == 0)
                    after = WithCode(in after, Codes[_random.Next(Codes.Length)]);
                overlay.Write(in account, StateValue.OfAccount(in after));
            }

            SoftwareHost host = default;
            _lastBlock = new BlockHeader
            {
                ParentHash = _lastBlock.Hash(ref host),
                Beneficiary = Config.FeeVault,
                StateRoot = _parent.StateRoot,
                TransactionsRoot = Hash256.FromU256((ulong)_random.NextInt64()),
                Number = State.LatestBlock + 1,
                GasLimit = Config.BlockGasLimit,
                Timestamp = 11 + State.LatestBlock,
                BaseFeePerGas = 5,
            };
            _blockHashes.Add(_lastBlock.Hash(ref host));
            LastDiff = State.Commit(_lastBlock.Number, _blockHashes[^1], overlay);
        }

        public (BatchHeader Header, byte[] Data) NextBatch()
        {
            _blockHashes.Clear();
            int blocks = _random.Next(1, 4);
            for (int i = 0; i < blocks; i++)
                AddBlock();

            StateOverlay ring = State.BeginBlock();
            for (int i = 0; i < blocks; i++)
            {
                StateKey slot = StateKey.StorageSlot(ProtocolConstants.BlockHashes, (State.LatestBlock - (ulong)(blocks - 1 - i)) % 256);
                ring.Write(in slot, StateValue.OfSlot(_blockHashes[i].ToU256()));
            }

            Checkpoint before = State.Sealed;
            SealedBatch batch = State.Seal(_parent.Number + 1, ring);
            Hash256[] messages = [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Hash256.FromU256((ulong)_random.NextInt64()))];
            byte[] data = Encode(batch, before, messages);
            _store.Write(batch);
            State.Complete(batch);

            SoftwareHost host = default;
            MessageTree tree = default;
            foreach (Hash256 message in messages)
                tree.TryAppend(ref host, in message).ShouldBeTrue();
            _parent = new BatchHeader
            {
                Version = 1,
                ConfigHash = _parent.ConfigHash,
                Number = _parent.Number + 1,
                FirstBlock = _parent.LastBlock + 1,
                LastBlock = State.LatestBlock,
                ParentHash = _parent.Hash(ref host),
                StateRoot = batch.Checkpoint.Root.ToHash256(),
                NextIndex = batch.Checkpoint.NextIndex,
                LastBlockHash = _blockHashes[^1],
                MessageRoot = tree.Root(ref host),
                MessageCount = (ulong)messages.Length,
                DataHash = DataHash.OfCalldata(ref host, data),
            };
            return (_parent, data);
        }

        public void Dispose() => State.Dispose();

        private static AccountState WithCode(in AccountState account, byte[] code)
        {
            SoftwareHost host = default;
            return account.WithCode(Keccak256.Hash(code), CodeCommitment.Compute(ref host, code), (uint)code.Length);
        }

        /// <summary>The kernel's data of the batch, from its own view of the witness.</summary>
        private byte[] Encode(SealedBatch batch, Checkpoint before, Hash256[] messages)
        {
            SoftwareHost host = default;
            WitnessArena arena = new(GC.AllocateArray<byte>(4 << 20, pinned: true));
            WitnessState.Open(ref host, batch.Witness, before.Root, ref arena, out WitnessState witness).ShouldBe(StateFailure.None);
            foreach ((_, StoredEntry entry) in batch.Entries)
            {
                bool isKnown = entry.Key.IsAccount
                    ? witness.TrySetAccount(entry.Key.Address, entry.Value.Account)
                    : witness.TrySetSlot(entry.Key.Address, entry.Key.Slot, entry.Value.Word);
                isKnown.ShouldBeTrue();
            }

            ulong nextIndex = before.NextIndex;
            witness.Update(ref host, ref nextIndex, ref arena, out _).ShouldBe(StateFailure.None);
            WitnessCodes codes = default;
            foreach (byte[] code in Codes.Where(code => code.Length != 0))
                codes.TryAdd(Keccak256.Hash(code), code, ref arena).ShouldBeTrue();
            BatchData.TryWrite(
                in _lastBlock, CollectionsMarshal.AsSpan(_blockHashes)[..^1], [.. messages.Select((leaf, i) => new SentMessage { Leaf = leaf, Nonce = (ulong)i })], witness.Entries, ref codes, ref arena, out ReadOnlySpan<byte> data).ShouldBeTrue();
            return data.ToArray();
        }
    }
}
