using System.Runtime.CompilerServices;
using Rollup.Contracts;
using Rollup.Ethereum.Chain;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.State.Reconstruction;
using Rollup.State;

namespace Rollup.Settlement.Reconstruction;

/// <summary>Rebuilds the L2 chain from L1 alone: every committed batch's data, applied to the genesis state, has to give the committed state root.</summary>
public sealed class ChainReconstruction(L1Client l1, RollupContract rollup)
{
    /// <summary>
    /// Applies the batches committed at <paramref name="tag"/> to <paramref name="state"/>, which starts at genesis, and yields each. At the end
    /// <paramref name="state"/> holds the last batch's header, its last block and all entries.
    /// </summary>
    /// <exception cref="ReconstructionException">L1's data does not give the committed chain, or the genesis is another one.</exception>
    public async IAsyncEnumerable<ReconstructedBatch> RunAsync(
        StateReconstructor state, L1BlockTag tag, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (HashOf(state.Header) != await rollup.BatchHashAsync(state.Header.Number, tag, cancellation))
            throw new ReconstructionException(state.Header.Number, "the genesis is not that of the contract");
        await foreach (PublishedBatch batch in new PublishedBatches(l1, rollup).ReadAsync(tag, cancellation))
        {
            ReconstructionFailure failure = state.Apply(batch.Header, batch.Data, out SealedBatch? rebuilt);
            yield return rebuilt is null
                ? throw new ReconstructionException(batch.Header.Number, $"its data does not give the committed state ({failure})")
                : new ReconstructedBatch(batch, rebuilt);
        }
    }

    private static Hash256 HashOf(in BatchHeader header)
    {
        var host = default(SoftwareHost);
        return header.Hash(ref host);
    }
}

/// <summary>A batch read from L1, and the state that it gives; both can be written to a store from which a node continues.</summary>
public sealed record ReconstructedBatch(PublishedBatch Published, SealedBatch State);

/// <summary>What L1 returned does not add up to the batch that the contract holds; the node that was asked is wrong or incomplete.</summary>
public sealed class ReconstructionException(ulong batch, string message) : Exception($"Batch {batch}: {message}.")
{
    /// <summary>The number of the batch.</summary>
    public ulong Batch { get; } = batch;
}
