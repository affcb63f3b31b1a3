using Rollup.Kernel.Protocol;
using Rollup.Rpc.JsonRpc;
using Rollup.State;
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
    public LogReader Logs { get; } = new(database);

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
