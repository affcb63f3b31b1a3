using Rollup.Contracts;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.JsonRpc;
using Rollup.Kernel.Primitives;

namespace Rollup.Settlement;

/// <summary>Reads the rollup's progress from the contract: committed in the newest block, safe some blocks deep, proven in final blocks.</summary>
public sealed class L1StateTracker(L1Client l1, RollupContract rollup, ulong safeDepth)
{
    private ulong _finalized;

    /// <summary>Where L1 stands now.</summary>
    public async Task<L1State> ReadAsync(CancellationToken cancellation)
    {
        L1Block head = await l1.GetBlockAsync(L1BlockTag.Latest, cancellation) ?? throw new L1MalformedException("The chain has no latest block.");
        ulong final = (await l1.GetBlockAsync(L1BlockTag.Finalized, cancellation))?.Number ?? 0;
        ulong committed = await rollup.LastCommittedBatchAsync(L1BlockTag.Exactly(head.Hash), cancellation);
        Hash256 hash = await rollup.BatchHashAsync(committed, L1BlockTag.Exactly(head.Hash), cancellation);

        ulong deep = head.Number + 1 - Math.Min(Math.Max(safeDepth, 1), head.Number + 1);
        ulong safe = deep == head.Number ? committed
            : deep < rollup.DeployedAtBlock ? 0
            : Math.Min(committed, await rollup.LastCommittedBatchAsync(L1BlockTag.At(deep), cancellation));
        ulong proven = await rollup.LastFinalizedBatchAsync(L1BlockTag.Exactly(head.Hash), cancellation);
        await ReadFinalizedAsync(proven, final, cancellation);
        return new L1State(head, final, committed, hash, safe, proven, _finalized);
    }

    // A node keeps the state of recent blocks only, and L1 may fail to finalise for longer than that: what is final is then found out later.
    private async Task ReadFinalizedAsync(ulong proven, ulong final, CancellationToken cancellation)
    {
        _finalized = Math.Min(_finalized, proven);
        if (proven == _finalized || final < rollup.DeployedAtBlock)
            return;
        try
        {
            _finalized = Math.Min(proven, await rollup.LastFinalizedBatchAsync(L1BlockTag.At(final), cancellation));
        }
        catch (L1RpcException)
        {
            // No state at that block.
        }
    }
}

/// <summary>What L1 knows of the rollup, all as of the block <paramref name="Head"/>.</summary>
/// <param name="Head">The newest L1 block.</param>
/// <param name="FinalBlock">The number of the newest L1 block that L1 has finalised; 0 if none.</param>
/// <param name="CommittedBatch">The last committed batch.</param>
/// <param name="CommittedHash">The hash of that batch.</param>
/// <param name="SafeBatch">The last batch whose commit is as deep as was asked for.</param>
/// <param name="ProvenBatch">The last proven batch; a reorg may take its proof back.</param>
/// <param name="FinalizedBatch">The last batch proven in a final L1 block.</param>
public sealed record L1State(L1Block Head, ulong FinalBlock, ulong CommittedBatch, Hash256 CommittedHash, ulong SafeBatch, ulong ProvenBatch, ulong FinalizedBatch);
