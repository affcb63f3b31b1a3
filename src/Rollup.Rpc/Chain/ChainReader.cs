using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.Rpc.JsonRpc;
using Rollup.State.Codes;
using Rollup.State;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;
using Rollup.Storage.Transactions;
using Rollup.Storage;

namespace Rollup.Rpc.Chain;

/// <summary>What the methods read: the stored ledger, and the chain as this process has it.</summary>
public sealed class ChainReader(ChainConfig config, Database database, IChainView view)
{
    /// <summary>Of the diffs that one rebuilt state is made of; those of a batch take a few megabytes.</summary>
    private const long MaxRebuiltBytes = 64 << 20;

    /// <summary>The chain's configuration.</summary>
    public ChainConfig Config { get; } = config;

    /// <summary>The ends of the chain, and its state.</summary>
    public IChainView View { get; } = view;

    /// <summary>Stored blocks.</summary>
    public BlockReader Blocks { get; } = new(database);

    /// <summary>Stored transactions.</summary>
    public TransactionReader Transactions { get; } = new(database);

    /// <summary>Stored logs.</summary>
    public LogQueries Logs { get; } = new(database);

    /// <summary>Sealed batches.</summary>
    public BatchReader Batches { get; } = new(database);

    /// <summary>The block that <paramref name="selector"/> names; null if it does not exist.</summary>
    public async ValueTask<BlockRow?> FindBlockAsync(BlockSelector selector, CancellationToken cancellationToken)
    {
        BlockRow latest = View.Latest;
        if (selector.Hash is { } hash)
        {
            if (hash == latest.Hash)
                return latest;
            BlockRow? found = await Blocks.GetAsync(hash, cancellationToken);
            return found?.Number <= latest.Number ? found : null;
        }

        ulong number = Number(selector, latest.Number);
        if (number >= latest.Number)
            return number == latest.Number ? latest : null;
        return await Blocks.GetAsync(number, cancellationToken);
    }

    /// <summary>The number of the block that <paramref name="selector"/>, a number or a tag, names.</summary>
    public ulong Number(BlockSelector selector, ulong latest) => selector.Tag switch
    {
        null => selector.Number ?? 0,
        BlockTag.Earliest => 0,
        BlockTag.Safe => Math.Min(View.Safe, latest),
        BlockTag.Finalized => Math.Min(View.Finalized, latest),
        _ => latest,
    };

    /// <summary>The state at the end of the block that <paramref name="selector"/> names, or why it cannot be read.</summary>
    public async ValueTask<(IStateReader? State, BlockRow? Block, RpcError? Error)> FindStateAsync(BlockSelector selector, CancellationToken cancellationToken)
    {
        BlockRow? block = await FindBlockAsync(selector, cancellationToken);
        if (block is null)
            return (null, null, RpcError.Refused("header not found: there is no such block"));
        IStateReader? reader = View.StateAt(block.Number) ?? await RebuildStateAsync(block.Number, cancellationToken);
        return reader is null
            ? (null, null, RpcError.Refused($"the state of block {block.Number} cannot be rebuilt: too much has changed since the batch before it ended"))
            : (reader, block, null);
    }

    /// <summary>The state at the end of a block in a sealed batch, from that at the end of the batch before; null if that takes too much memory.</summary>
    private async Task<PastState?> RebuildStateAsync(ulong block, CancellationToken cancellationToken)
    {
        BatchRow? batch = await Batches.GetByBlockAsync(block, cancellationToken);
        if (batch is null || View.StateAt(batch.FirstBlock - 1) is not { } checkpoint)
            return null;
        PastState past = new(checkpoint);
        long bytes = 0;
        await foreach ((ulong number, ReadOnlyMemory<byte> diff) in Blocks.GetStateDiffsAsync(batch.FirstBlock, cancellationToken))
        {
            bytes += diff.Length;
            if (bytes > MaxRebuiltBytes)
                return null;
            past.Add(BlockDiff.Decode(diff.ToArray()));
            if (number == block)
                return past;
        }

        return null;
    }
}

/// <summary>The chain as this process has it: its ends, and its state. Blocks up to <see cref="Latest"/> are stored and their state can be read.</summary>
public interface IChainView
{
    /// <summary>Raised after <see cref="Latest"/> has changed, by a new block or a rollback. Handlers must be quick.</summary>
    event EventHandler? LatestChanged;

    /// <summary>The newest block.</summary>
    BlockRow Latest { get; }

    /// <summary>The last block committed on L1; 0 before the first.</summary>
    ulong Safe { get; }

    /// <summary>The last batch whose proof the newest L1 block holds; 0 before the first. A reorg of L1 may take it back, but what it proves can be used on L1 from here on.</summary>
    ulong ProvenBatch { get; }

    /// <summary>The last block of the last batch whose proof is in an L1 block that is itself final; 0 before the first.</summary>
    ulong Finalized { get; }

    /// <summary>The state at the end of a block; null if it is not kept (see <see cref="ChainState.At"/>).</summary>
    IStateReader? StateAt(ulong block);
}

/// <summary>The state at the end of a block in the past: that at the end of an earlier batch, and what the blocks since have changed.</summary>
/// <param name="checkpoint">The state at the end of the batch.</param>
internal sealed class PastState(IStateReader checkpoint) : IStateReader
{
    private readonly Dictionary<StateKey, StateValue> _changes = new(StateKeyComparer.Instance);
    private readonly Dictionary<ulong, Hash256> _hashes = [];

    /// <summary>Adds the next block.</summary>
    public void Add(BlockDiff diff)
    {
        _hashes[diff.Block] = diff.BlockHash;
        foreach ((StateKey key, EntryChange change) in diff.Changes)
            _changes[key] = change.After;
    }

    /// <inheritdoc/>
    public StateValue Read(in StateKey key) => _changes.TryGetValue(key, out StateValue value) ? value : checkpoint.Read(in key);

    /// <inheritdoc/>
    public ContractCode ReadCode(in Hash256 codeHash) => checkpoint.ReadCode(in codeHash);

    /// <inheritdoc/>
    public Hash256? FindBlockHash(ulong number) => _hashes.TryGetValue(number, out Hash256 hash) ? hash : checkpoint.FindBlockHash(number);
}
