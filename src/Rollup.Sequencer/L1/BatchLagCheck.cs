using Rollup.Contracts;
using Rollup.Ethereum.Chain;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Primitives;
using Rollup.Storage.Batches;

namespace Rollup.Sequencer.L1;

/// <summary>
/// Finds sealed batches that L1 will never take because they lie too far behind its time (<c>maxLag</c> of the contract): those sealed before and during a longer outage
/// of L1. They have to be discarded, and their transactions executed again.
/// </summary>
public sealed class BatchLagCheck(RollupContract rollup, BatchReader batches, TimeProvider time)
{
    private ulong? _maxLag;

    /// <summary>The batches after the last committed one, if the first of them is too old at <paramref name="head"/>; null if it is not, or there is none.</summary>
    public async Task<ExpiredBatches?> FindExpiredAsync(L1Block head, CancellationToken cancellation)
    {
        ulong committed = await rollup.LastCommittedBatchAsync(L1BlockTag.Exactly(head.Hash), cancellation);
        if (await batches.GetAsync(committed + 1, cancellation) is not { } first || !BatchHeader.TryDecode(first.Header.Span, out BatchHeader header))
            return null;
        ulong maxLag = _maxLag ??= await rollup.MaxLagAsync(cancellation);

        // No later block has an earlier time, so that a commit that still waits in L1's pool reverts. New blocks help only if this node's clock is not as far behind.
        bool isExpired = header.Timestamp + maxLag < head.Timestamp;
        bool canDoBetter = (ulong)time.GetUtcNow().ToUnixTimeSeconds() + maxLag >= head.Timestamp;
        return isExpired && canDoBetter ? new ExpiredBatches(committed, first.Hash) : null;
    }
}

/// <summary>Sealed batches that L1 will never take.</summary>
/// <param name="LastKept">The last batch that L1 has.</param>
/// <param name="FirstHash">The hash of the one after it: the first that is too old.</param>
public sealed record ExpiredBatches(ulong LastKept, Hash256 FirstHash);
