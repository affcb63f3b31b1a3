using Rollup.Ethereum.Hex;
using Rollup.Execution.Native;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.State;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;
using Rollup.Storage.Chain;
using Rollup.Storage.StateData;
using Rollup.Storage;

namespace Rollup.Sequencer.Chain;

/// <summary>The start of a chain: block 0, batch 0 and the state that both commit to.</summary>
public sealed class Genesis
{
    /// <summary>What whoever meets another chain's or an older version's data can do.</summary>
    public const string WayOut =
        "If an older version made it: `ops/dev.sh --reset` starts a development chain anew; any other chain goes on with the version that made it, or with another database (Database:ConnectionString).";

    private readonly ChainConfig _config;
    private readonly SealedBatch _state;

    /// <summary>Computes the genesis of a chain.</summary>
    public Genesis(in ChainConfig config, GenesisSpec spec)
    {
        var host = new NativeHost(null);
        _config = config;
        _state = GenesisState.Create(spec.Allocation);
        Hash256 stateRoot = _state.Checkpoint.Root.ToHash256();
        Block = BlockHeader.Genesis(ref host, in config, spec.Timestamp, in stateRoot);
        BlockHash = Block.Hash(ref host);
        Batch = BatchHeader.Genesis(ref host, in config, spec.Timestamp, in stateRoot, _state.Checkpoint.NextIndex, BlockHash);
    }

    /// <summary>The header of block 0.</summary>
    public BlockHeader Block { get; }

    /// <summary>The hash of block 0.</summary>
    public Hash256 BlockHash { get; }

    /// <summary>The header of batch 0.</summary>
    public BatchHeader Batch { get; }

    /// <summary>Writes the genesis to an empty database; checks that another one holds this chain.</summary>
    /// <exception cref="WrongChainException">The database holds another chain.</exception>
    public async Task EnsureAsync(Database database, TimeProvider time, CancellationToken cancellation)
    {
        var identity = new ChainIdentity(_config.L2ChainId, Batch.ConfigHash, BlockHash);
        if (await ChainLedger.GetIdentityAsync(database, cancellation) is null)
        {
            // False when another process was first; what that one wrote is compared below.
            _ = await ChainLedger.TryWriteGenesisAsync(database, identity, ToCommit(), ToRow(time), _state.Stored, cancellation);
        }

        ChainIdentity stored = (await ChainLedger.GetIdentityAsync(database, cancellation))!;
        if (stored != identity)
        {
            throw new WrongChainException(
                $"The database holds chain {stored.ChainId} with genesis {stored.GenesisHash.ToHex()} and configuration {stored.ConfigHash.ToHex()}; " +
                $"configured are chain {identity.ChainId}, genesis {identity.GenesisHash.ToHex()} and configuration {identity.ConfigHash.ToHex()}. {WayOut}");
        }
    }

    private BlockCommit ToCommit()
    {
        var header = new byte[BlockHeader.MaxEncodedLength];
        int length = Block.Encode(header);
        return new BlockCommit
        {
            Row = new BlockRow
            {
                Number = 0,
                Hash = BlockHash,
                Header = header.AsMemory(0, length),
                Timestamp = Block.Timestamp,
                GasUsed = 0,
                GasLimit = Block.GasLimit,
                BaseFee = Block.BaseFeePerGas,
                TransactionHashes = ReadOnlyMemory<byte>.Empty,
                QueuePosition = 0,
                QueueRollingHash = Hash256.Zero,
                PendingFloor = 0,
            },
            TransactionIds = [],
            Receipts = [],
            StateDiff = ReadOnlyMemory<byte>.Empty,
        };
    }

    private BatchRow ToRow(TimeProvider time)
    {
        var host = new NativeHost(null);
        var header = new byte[BatchHeader.EncodedSize];
        Batch.Encode(header);
        return new BatchRow(0, Batch.Hash(ref host), header, 0, 0, ReadOnlyMemory<byte>.Empty, time.GetUtcNow());
    }
}

/// <summary>What the genesis block is made of, besides the chain's configuration.</summary>
/// <param name="Timestamp">Seconds since 1970; the same as in the deployment on L1.</param>
/// <param name="Allocation">Balances in wei.</param>
public sealed record GenesisSpec(ulong Timestamp, IReadOnlyDictionary<Address, U256> Allocation);

/// <summary>The database holds another chain than the configured one.</summary>
public sealed class WrongChainException : Exception
{
    /// <param name="message">What differs.</param>
    public WrongChainException(string message) : base(message)
    {
    }
}
