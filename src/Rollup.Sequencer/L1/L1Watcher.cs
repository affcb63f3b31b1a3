using Rollup.Storage;
using Microsoft.Extensions.Logging;
using Rollup.Contracts;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.JsonRpc;
using Rollup.Kernel.Primitives;
using Rollup.Storage.L1;

namespace Rollup.Sequencer.L1;

/// <summary>
/// Copies the L1 queue into <see cref="L1ItemStore"/>: items in final blocks for good, and items older than half the inclusion deadline
/// from the newest blocks, because taking them must not wait any longer. Every item's index and rolling hash is checked. After a reorg,
/// unfinal items are replaced; where L2 blocks hold them already, <see cref="Divergence"/> says how far to go back.
/// </summary>
public sealed partial class L1Watcher(
    L1Client l1,
    RollupContract rollup,
    L1ItemStore store,
    L1WatcherOptions options,
    TimeProvider time,
    ILogger<L1Watcher> logger)
{
    private const ulong BlocksAtOnce = 2_000;

    private ulong? _inclusionDeadline;
    private ulong? _missingSince;

    /// <summary>What L2 has to undo, as of the last poll; null when L2 and L1 agree. Cleared by the first poll after the roll-back.</summary>
    public QueueDiverged? Divergence { get; private set; }

    /// <summary>Polls until cancelled, through outages of L1 and of the database.</summary>
    /// <exception cref="L1HistoryException">L1 contradicts itself.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        TimeSpan wait = options.PollInterval;
        while (true)
        {
            try
            {
                await PollAsync(cancellation);
                wait = options.PollInterval;
            }
            catch (Exception e) when (e is L1Exception || DatabaseFailure.Is(e))
            {
                wait = TimeSpan.FromTicks(Math.Min(2 * wait.Ticks, options.MaxBackoff.Ticks));
                LogPollFailed(e.Message, wait);
            }

            await Task.Delay(wait, time, cancellation);
        }
    }

    /// <summary>Reads what is new on L1, once.</summary>
    /// <exception cref="L1HistoryException">L1 contradicts itself.</exception>
    public async Task PollAsync(CancellationToken cancellation)
    {
        L1Block head = await l1.GetBlockAsync(L1BlockTag.Latest, cancellation) ?? throw new L1MalformedException("The chain has no latest block.");
        L1Block? final = await l1.GetBlockAsync(options.Finality, cancellation);
        L1Cursor? cursor = await store.ReadCursorAsync(cancellation);
        await RequireSameHistoryAsync(cursor, cancellation);

        ulong next = cursor is null ? rollup.DeployedAtBlock : cursor.BlockNumber + 1;
        while (final is not null && next <= final.Number)
        {
            L1Block last = final.Number - next < BlocksAtOnce ? final : await GetBlockAsync(next + BlocksAtOnce - 1, cancellation);
            await ReadFinalAsync(next, last, cancellation);
            next = last.Number + 1;
        }

        await ReadUnfinalAsync(next, head, cancellation);
    }

    private async Task RequireSameHistoryAsync(L1Cursor? cursor, CancellationToken cancellation)
    {
        if (cursor is null)
            return;
        if ((await GetBlockAsync(cursor.BlockNumber, cancellation)).Hash != cursor.BlockHash)
            throw new L1HistoryException($"L1 block {cursor.BlockNumber} was final and is another one now: is this the L1 that the database belongs to?");
    }

    private async Task ReadFinalAsync(ulong from, L1Block final, CancellationToken cancellation)
    {
        QueuePosition end = await store.ReadFinalPositionAsync(cancellation);
        IReadOnlyList<L1Item> items = await ReadItemsAsync(end, from, final.Number, cancellation);
        await store.AppendFinalAsync(items, new L1Cursor(final.Number, final.Hash), cancellation);
        if (items.Count > 0)
            LogItems(items.Count, items[0].Index, final.Number);
    }

    private async Task ReadUnfinalAsync(ulong from, L1Block head, CancellationToken cancellation)
    {
        QueuePosition final = await store.ReadFinalPositionAsync(cancellation);
        QueuePosition included = await store.ReadIncludedPositionAsync(cancellation);
        IReadOnlyList<L1Item> stored = await store.ReadUnfinalAsync(cancellation);
        IReadOnlyList<L1Item> onL1 = from > head.Number ? [] : await ReadItemsAsync(final, from, head.Number, cancellation);

        // What was taken once stays taken as long as L1 has it, whatever its age after a reorg.
        ulong takenBefore = Math.Max(included.Index, stored.Count == 0 ? 0 : stored[^1].Index + 1);
        ulong halfDeadline = (_inclusionDeadline ??= await rollup.InclusionDeadlineAsync(cancellation)) / 2;
        L1Item[] taken = [.. onL1.TakeWhile(item => item.Index < takenBefore || item.L1Timestamp + halfDeadline <= head.Timestamp)];
        if (!taken.Select(Identity).SequenceEqual(stored.Select(Identity)))
        {
            LogUnfinal(stored.Count, taken.Length);
            await store.ReplaceUnfinalAsync(taken, final.Index + (ulong)taken.Length, cancellation);
        }

        Divergence = await CompareWithBlocksAsync(head, cancellation);
    }

    private async Task<QueueDiverged?> CompareWithBlocksAsync(L1Block head, CancellationToken cancellation)
    {
        QueueDiverged? divergence = await store.FindDivergenceAsync(cancellation);
        if (divergence is not { Missing: true })
        {
            _missingSince = null;
        }
        else
        {
            // A dropped item usually comes back in a later block: it is given up when the block in which it was missed is final.
            _missingSince ??= head.Number;
            L1Cursor? final = await store.ReadCursorAsync(cancellation);
            if (final is null || final.BlockNumber < _missingSince)
                return null;
        }

        if (divergence is not null && divergence != Divergence)
            LogDiverged(divergence.FirstBlock, divergence.Index);
        return divergence;
    }

    // The queue items in a range of L1 blocks, checked to continue the queue without a gap and with L1's rolling hash.
    /// <summary>The announced item as it is stored.</summary>
    public static QueuedItem ToContent(QueueItemAdded item) => new(
        item.Index, item.From, item.To, item.IsCreation, item.Mint, item.Value, item.GasLimit, item.RefundAddress, item.Data, item.RollingHash);

    private async Task<IReadOnlyList<L1Item>> ReadItemsAsync(QueuePosition position, ulong from, ulong to, CancellationToken cancellation)
    {
        var items = new List<L1Item>();
        L1Block? block = null;
        foreach ((QueueItemAdded item, L1Log log) in await rollup.QueueItemsAsync(from, to, cancellation))
        {
            QueuedItem content = ToContent(item);
            if (item.Index != position.Index || !content.Follows(position.RollingHash))
                throw new L1MalformedException($"L1's queue item {item.Index} in block {log.BlockNumber} does not follow the {position.Index} items before it.");
            if (block?.Number != log.BlockNumber)
                block = await GetBlockAsync(log.BlockNumber, cancellation);
            if (block.Hash != log.BlockHash)
                throw new L1MalformedException($"L1 block {log.BlockNumber} changed while it was read.");
            position = new QueuePosition(item.Index + 1, item.RollingHash);
            items.Add(new L1Item(content, block.Number, block.Timestamp));
        }

        return items;
    }

    private async Task<L1Block> GetBlockAsync(ulong number, CancellationToken cancellation) =>
        await l1.GetBlockAsync(L1BlockTag.At(number), cancellation)
        ?? throw new L1MalformedException($"L1 has no block {number} (any more): is the node still synchronising?");

    private static (Hash256 RollingHash, ulong L1Block, ulong L1Timestamp) Identity(L1Item item) =>
        (item.Content.RollingHash, item.L1Block, item.L1Timestamp);

    [LoggerMessage(Level = LogLevel.Information, Message = "Took {Count} L1 queue items from index {First} on, final up to L1 block {Block}")]
    private partial void LogItems(int count, ulong first, ulong block);

    [LoggerMessage(Level = LogLevel.Information, Message = "L1 queue items taken before they are final: {Before} became {After}")]
    private partial void LogUnfinal(int before, int after);

    [LoggerMessage(Level = LogLevel.Critical, Message = "L2 blocks from {FirstBlock} on hold L1 queue items that L1 has not: the queues part at index {Index}")]
    private partial void LogDiverged(ulong firstBlock, ulong index);

    [LoggerMessage(Level = LogLevel.Warning, Message = "L1 cannot be read: {Reason}. Next attempt in {Wait}")]
    private partial void LogPollFailed(string reason, TimeSpan wait);
}

/// <summary>How <see cref="L1Watcher"/> behaves.</summary>
public sealed record L1WatcherOptions
{
    /// <summary>How often L1 is asked.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait between two questions while L1 is away.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Items up to this block are taken for good.</summary>
    public L1BlockTag Finality { get; init; } = L1BlockTag.Finalized;
}

/// <summary>
/// L1 contradicts what it had finalised: another chain answers at the URL, or finality was violated. Nothing is read until an operator
/// has looked.
/// </summary>
public sealed class L1HistoryException(string message) : Exception(message);
