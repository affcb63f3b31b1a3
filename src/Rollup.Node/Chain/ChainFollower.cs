using Rollup.State;
using Rollup.Storage;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;
using Rollup.Storage.StateData;

namespace Rollup.Node.Chain;

/// <summary>
/// Keeps a copy of the chain's state by reading from the ledger what the leader has stored. Blocks are applied one by one; a sealed batch or a
/// rollback makes it read its state again from the newest checkpoint on.
/// </summary>
/// <remarks>One poll at a time; reads of the state are safe at any time.</remarks>
internal sealed class ChainFollower : IDisposable
{
    private readonly BlockReader _blocks;
    private readonly BatchReader _batches;
    private readonly ChainState _state;
    private readonly ulong _trackedBlocks;

    private ChainFollower(Database database, ChainState state, ulong trackedBlocks, BlockRow latest)
    {
        _blocks = new BlockReader(database);
        _batches = new BatchReader(database);
        _state = state;
        _trackedBlocks = trackedBlocks;
        Latest = latest;
    }

    /// <summary>The newest block whose state can be read.</summary>
    public BlockRow Latest { get; private set; }

    /// <summary>Reads the chain as it is stored now.</summary>
    public static async Task<ChainFollower> OpenAsync(Database database, PostgresStateStore store, ChainStateOptions options, CancellationToken cancellationToken)
    {
        BlockRow genesis = await new BlockReader(database).GetAsync(0, cancellationToken) ?? throw new InvalidDataException("The database holds no genesis block.");
        ChainFollower follower = new(database, ChainState.Open(store, options, []), (ulong)options.TrackedBlocks, genesis);
        await follower.ReloadAsync(cancellationToken);
        return follower;
    }

    /// <summary>The state at the end of a block; null if it is not kept.</summary>
    public IStateReader? StateAt(ulong block) => _state.At(block);

    /// <summary>Catches up with the ledger.</summary>
    public async Task PollAsync(CancellationToken cancellationToken)
    {
        BlockRow head = await _blocks.GetHeadAsync(cancellationToken) ?? throw new InvalidDataException("The database holds no block.");
        BatchRow? newest = await _batches.GetLatestAsync(cancellationToken);
        if (head.Hash == Latest.Hash && newest?.Number == _state.Sealed.Batch)
            return;
        BlockRow? own = await _blocks.GetAsync(Latest.Number, cancellationToken);
        if (own?.Hash != Latest.Hash || newest?.Number != _state.Sealed.Batch)
            await ReloadAsync(cancellationToken);
        else
            await ApplyAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _state.Dispose();

    private async Task ApplyAsync(CancellationToken cancellationToken)
    {
        await foreach ((_, ReadOnlyMemory<byte> diff) in _blocks.GetStateDiffsAsync(_state.LatestBlock + 1, cancellationToken))
            _state.Apply(BlockDiff.Decode(diff.ToArray()));
        await PublishAsync(cancellationToken);
    }

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        BlockRow head = await _blocks.GetHeadAsync(cancellationToken) ?? throw new InvalidDataException("The database holds no block.");
        BatchRow newest = await _batches.GetLatestAsync(cancellationToken) ?? throw new InvalidDataException("The database holds no batch.");
        ulong oldest = Math.Min(head.Number - Math.Min(head.Number, _trackedBlocks), newest.LastBlock) + 1;
        List<BlockDiff> diffs = [];
        await foreach ((_, ReadOnlyMemory<byte> diff) in _blocks.GetStateDiffsAsync(oldest, cancellationToken))
            diffs.Add(BlockDiff.Decode(diff.ToArray()));
        _state.Reopen(diffs);
        await PublishAsync(cancellationToken);
    }

    /// <summary>Shows the block that the state has come to. If it was rolled back meanwhile, the next poll notices.</summary>
    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        if (await _blocks.GetAsync(_state.LatestBlock, cancellationToken) is { } latest)
            Latest = latest;
    }
}
