using System.Runtime.InteropServices;
using Npgsql;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.State;
using Rollup.Storage;
using Rollup.Storage.StateData;
using Rollup.Testing;

namespace Rollup.Settlement.Tests;

/// <summary>An L2 whose batches consist of one block that sets some balances, with the state, the data and the headers of the real thing.</summary>
internal sealed class L2Chain : IDisposable
{
    // L1 refuses commits that lag behind its clock.
    private static readonly ulong Timestamp = (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 3_600;

    private readonly PostgresStateStore _store;
    private readonly Database _database;
    private BatchHeader _parent;
    private BlockHeader _lastBlock;
    private ChainState? _state;

    public L2Chain(Database database)
    {
        _database = database;
        _store = new PostgresStateStore(database);
    }

    public static SealedBatch GenesisState { get; } =
        Rollup.State.GenesisState.Create(new Dictionary<Address, U256> { [Address.FromU256(7)] = 1_000 });

    /// <summary>What the contract has to be deployed with.</summary>
    public static GenesisOnL1 Genesis
    {
        get
        {
            var host = default(SoftwareHost);
            return new GenesisOnL1(Root, GenesisState.Checkpoint.NextIndex, GenesisBlock.Hash(ref host), Timestamp);
        }
    }

    public Checkpoint Sealed => _state!.Sealed;

    private static Hash256 Root => GenesisState.Checkpoint.Root.ToHash256();

    // The part of the configuration that a genesis block depends on.
    private static BlockHeader GenesisBlock
    {
        get
        {
            var host = default(SoftwareHost);
            var config = new ChainConfig { FeeVault = RollupOnL1.FeeVault, BlockGasLimit = 60_000_000, MinimumBaseFee = 1_000_000 };
            return BlockHeader.Genesis(ref host, config, Timestamp, Root);
        }
    }

    public async Task StartAsync(BatchHeader genesis)
    {
        _parent = genesis;
        _lastBlock = GenesisBlock;
        await WriteAsync(GenesisState);
        _state = ChainState.Open(_store, new ChainStateOptions(), []);
    }

    /// <summary>Seals a batch in which the accounts get these balances.</summary>
    public async Task<(BatchHeader Header, byte[] Data)> NextBatchAsync(params (Address Account, U256 Balance)[] balances)
    {
        AddBlock(balances);
        Checkpoint before = _state!.Sealed;
        SealedBatch batch = _state.Seal(_parent.Number + 1, RingWrites());
        byte[] data = Encode(batch, before);
        await WriteAsync(batch);
        _state.Complete(batch);
        _parent = NextHeader(batch, data);
        return (_parent, data);
    }

    public StateValue Read(Address account) => _state!.Read(StateKey.Account(account));

    public void Dispose() => _state?.Dispose();

    private void AddBlock((Address Account, U256 Balance)[] balances)
    {
        StateOverlay overlay = _state!.BeginBlock();
        foreach ((Address account, U256 balance) in balances)
            overlay.Write(StateKey.Account(account), StateValue.OfAccount(new AccountState(0, balance)));
        var host = default(SoftwareHost);
        _lastBlock = _lastBlock with
        {
            ParentHash = _lastBlock.Hash(ref host),
            StateRoot = _parent.StateRoot,
            Number = _state.LatestBlock + 1,
            Timestamp = _lastBlock.Timestamp + 1,
        };
        _ = _state.Commit(_lastBlock.Number, _lastBlock.Hash(ref host), overlay);
    }

    private StateOverlay RingWrites()
    {
        var host = default(SoftwareHost);
        StateOverlay ring = _state!.BeginBlock();
        StateKey slot = StateKey.StorageSlot(ProtocolConstants.BlockHashes, _lastBlock.Number % ProtocolConstants.BlockHashRing);
        ring.Write(in slot, StateValue.OfSlot(_lastBlock.Hash(ref host).ToU256()));
        return ring;
    }

    private BatchHeader NextHeader(SealedBatch batch, byte[] data)
    {
        var host = default(SoftwareHost);
        var messages = default(MessageTree);
        return new BatchHeader
        {
            Version = _parent.Version,
            ConfigHash = _parent.ConfigHash,
            Number = _parent.Number + 1,
            FirstBlock = _lastBlock.Number,
            LastBlock = _lastBlock.Number,
            Timestamp = _lastBlock.Timestamp,
            ParentHash = _parent.Hash(ref host),
            StateRoot = batch.Checkpoint.Root.ToHash256(),
            NextIndex = batch.Checkpoint.NextIndex,
            LastBlockHash = _lastBlock.Hash(ref host),
            MessageRoot = messages.Root(ref host),
            DataHash = DataHash.OfCalldata(ref host, data),
        };
    }

    private async Task WriteAsync(SealedBatch batch)
    {
        await using NpgsqlConnection connection = await _database.OpenAsync(CancellationToken.None);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await _store.WriteAsync(connection, batch.Stored, CancellationToken.None);
        await transaction.CommitAsync();
    }

    // The kernel's data of the batch, from its own view of the witness.
    private byte[] Encode(SealedBatch batch, Checkpoint before)
    {
        var host = default(SoftwareHost);
        WitnessArena arena = new(new byte[1 << 20]);
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
        BatchData.TryWrite(in _lastBlock, [], [], witness.Entries, ref codes, ref arena, out ReadOnlySpan<byte> data).ShouldBeTrue();
        return data.ToArray();
    }
}
