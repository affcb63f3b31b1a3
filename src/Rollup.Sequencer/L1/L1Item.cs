using Rollup.Ethereum.Contracts;

namespace Rollup.Sequencer.L1;

/// <summary>An item of the L1 queue with its place on L1; <paramref name="L1Timestamp"/> is in seconds since 1970.</summary>
public sealed record L1Item(QueueItemAdded Content, ulong L1Block, ulong L1Timestamp)
{
    /// <summary>The item's position in the queue.</summary>
    public ulong Index => Content.Index;
}
