using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.Storage.L1;

/// <summary>A deposit or a forced transaction, as L1 has announced it; amounts are wei.</summary>
public sealed record QueuedItem(
    ulong Index,
    Address From,
    Address To,
    bool IsCreation,
    U256 Mint,
    U256 Value,
    ulong GasLimit,
    Address RefundAddress,
    byte[] Data,
    Hash256 RollingHash)
{
    /// <summary>The kernel's form of the item.</summary>
    public QueueItem ToQueueItem() => new()
    {
        Index = Index,
        From = From,
        To = To,
        IsCreation = IsCreation,
        Mint = Mint,
        Value = Value,
        GasLimit = GasLimit,
        RefundAddress = RefundAddress,
        Data = Data,
    };

    /// <summary>Whether the rolling hash is that of the queue with this item after <paramref name="before"/>.</summary>
    public bool Follows(in Hash256 before)
    {
        var host = default(SoftwareHost);
        return ToQueueItem().RollingHash(ref host, before) == RollingHash;
    }
}

/// <summary>An item of the L1 queue with its place on L1; <paramref name="L1Timestamp"/> is in seconds since 1970.</summary>
public sealed record L1Item(QueuedItem Content, ulong L1Block, ulong L1Timestamp)
{
    /// <summary>The item's position in the queue.</summary>
    public ulong Index => Content.Index;
}

/// <summary>The L1 block up to which the queue has been read for good.</summary>
public sealed record L1Cursor(ulong BlockNumber, Hash256 BlockHash);

/// <summary>How far the L1 queue has been taken, and the rolling hash of what has been taken.</summary>
public readonly record struct QueuePosition(ulong Index, Hash256 RollingHash);

/// <summary>
/// L2 blocks hold queue items that L1 does not have (any more): a reorg of L1 dropped or changed items that were taken before they were
/// final. Such blocks can never be committed. The chain has to go back to the block before <paramref name="FirstBlock"/>.
/// </summary>
/// <param name="FirstBlock">The first L2 block with a queue position that L1 contradicts.</param>
/// <param name="Index">The index of that block's last queue item, which L1 has not or has after other items.</param>
/// <param name="Missing">Whether L1 has no item there at all, finally; otherwise it has another one.</param>
public sealed record QueueDiverged(ulong FirstBlock, ulong Index, bool Missing);
