namespace Rollup.Settlement.Reconstruction;

/// <summary>What L1 returned does not add up to the batch that the contract holds; the node that was asked is wrong or incomplete.</summary>
public sealed class ReconstructionException(ulong batch, string message) : Exception($"Batch {batch}: {message}.")
{
    /// <summary>The number of the batch.</summary>
    public ulong Batch { get; } = batch;
}
