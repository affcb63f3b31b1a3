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
/// from the newest blocks, because taking them must not wait any longer. After a reorg, unfinal items are replaced; where L2 blocks hold them
/// already, <see cref="Divergence"/> says how far to go back.
/// </summary>
/// <remarks>
/// An answer of <c>eth_getLogs</c> proves nothing by what it leaves out: a backend that lags behind its load balancer answers with an empty list.
/// So the contract is asked first, at the newest block's hash, how long the queue is and what its rolling hash is there; the logs up to that
/// block count only when they lead there, and only then does the cursor move. Items themselves are proven by the rolling hash and may be kept
/// earlier. When something is missing, the next poll reads again from the block of the last known item on.
/// </remarks>
public sealed partial class L1Watcher(
    L1Client l1,
    RollupContract rollup,
    L1ItemStore store,
    L1WatcherOptions options,
    TimeProvider time,
    ILogger<L1Watcher> logger,
    LedgerGuard? guard = null,
    BatchLagCheck? lag = null)
{
    private const ulong BlocksAtOnce = 2_000;

    private ulong? _inclusionDeadline;
    private ulong? _missingSince;
    private bool _isIncomplete; // Whether something was missing in the last poll's logs: it may lie before the cursor.

    /// <summary>What L2 has to undo, as of the last poll; null when L2 and L1 agree. Cleared by the first poll after the roll-back.</summary>
    public QueueDiverged? Divergence { get; private set; }

    /// <summary>Batches that L1 will never take, as of the last poll; null when there are none.</summary>
    public ExpiredBatches? Expired { get; private set; }

    /// <summary>Why no queue items are taken, when waiting does not help: L1 contradicts what it had finalised. Null while all is well.</summary>
    public string? Problem { get; private set; }

    /// <summary>Why the last poll failed; null when it did not. The next one may succeed.</summary>
    public string? Failure { get; private set; }

    /// <summary>
    /// Polls until cancelled, through outages of L1 and of the database, and while L1 contradicts itself: perhaps only one of several backends does.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        TimeSpan wait = options.PollInterval;
        while (true)
        {
            try
            {
                await PollAsync(cancellation);
                wait = options.PollInterval;
                Problem = null;
                Failure = null;
            }
            catch (L1HistoryException e)
            {
                wait = options.MaxBackoff;
                Problem = e.Message;
                LogContradiction(e.Message);
            }
            catch (Exception e) when (e is L1Exception || DatabaseFailure.Is(e))
            {
                wait = TimeSpan.FromTicks(Math.Min(2 * wait.Ticks, options.MaxBackoff.Ticks));
                Failure = e.Message;
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
        if (guard is not null)
            await guard.CheckAsync(head, cancellation);
        if (lag is not null)
            Expired = await lag.FindExpiredAsync(head, cancellation);
        L1Block? final = await l1.GetBlockAsync(options.Finality, cancellation);
        if (final is not null && final.Number > head.Number)
            head = final; // The backend that said what the newest block is lags.
        L1Cursor? cursor = await store.ReadCursorAsync(cancellation);
        if (cursor is not null && (await GetBlockAsync(cursor.BlockNumber, cancellation)).Hash != cursor.BlockHash)
        {
            await GoBackAsync(cursor, head, cancellation);
            cursor = null;
        }

        (ulong length, Hash256 rollingHash) = await rollup.QueueEndAsync(L1BlockTag.Exactly(head.Hash), cancellation);
        QueuePosition end = new(length, rollingHash);
        ulong first = cursor is null || _isIncomplete
            ? await store.ReadLastFinalBlockAsync(cancellation) ?? rollup.DeployedAtBlock
            : cursor.BlockNumber + 1;
        first = await ReadFinalAsync(first, final, head, end, cancellation);
        await ReadUnfinalAsync(first, head, end, cancellation);
        if (final is not null && (cursor is null || final.Number > cursor.BlockNumber))
            await store.MoveCursorAsync(new L1Cursor(final.Number, final.Hash), cancellation);
        _isIncomplete = false;
        Divergence = await CompareWithBlocksAsync(head, cancellation);
    }

    /// <summary>
    /// The block up to which all was read is another one now. That is harmless while the contract still holds the items that are stored as final.
    /// Otherwise those that it does not hold stop being final, as after any reorg, if such reorgs are to be expected.
    /// </summary>
    private async Task GoBackAsync(L1Cursor cursor, L1Block head, CancellationToken cancellation)
    {
        ulong common = await FindCommonPositionAsync(await store.ReadFinalPositionAsync(cancellation), head, cancellation);
        bool harmless = common == (await store.ReadFinalPositionAsync(cancellation)).Index;
        if (!harmless && !options.AcceptsDeepReorgs)
        {
            throw new L1HistoryException(
                $"L1 block {cursor.BlockNumber} was final and is another one now, and queue item {common} is not the one that was final: is this the L1 that the database belongs to? See \"l1-went-back\" in ops/README.md.");
        }

        LogWentBack(cursor.BlockNumber, common);
        await store.GoBackAsync(common, cancellation);
    }

    /// <summary>The longest beginning of the stored final queue that the contract holds too.</summary>
    private async Task<ulong> FindCommonPositionAsync(QueuePosition stored, L1Block head, CancellationToken cancellation)
    {
        L1BlockTag at = L1BlockTag.Exactly(head.Hash);
        (ulong length, _) = await rollup.QueueEndAsync(at, cancellation);
        (ulong common, ulong different) = (0, Math.Min(stored.Index, length) + 1);
        while (different - common > 1)
        {
            ulong middle = common + ((different - common) / 2);
            Hash256 own = (await store.ReadAsync(middle - 1, 1, cancellation))[0].Content.RollingHash;
            if (own == await rollup.QueueRollingHashAsync(middle, at, cancellation))
                common = middle;
            else
                different = middle;
        }

        return common;
    }

    /// <summary>Stores the items of final blocks from <paramref name="from"/> on, piece by piece; returns the first block that is still to be read.</summary>
    private async Task<ulong> ReadFinalAsync(ulong from, L1Block? final, L1Block head, QueuePosition end, CancellationToken cancellation)
    {
        QueuePosition position = await store.ReadFinalPositionAsync(cancellation);
        while (final is not null && from <= final.Number && position != end)
        {
            ulong last = Math.Min(final.Number, from + BlocksAtOnce - 1);
            IReadOnlyList<L1Item> items = await ReadItemsAsync(position, from, last, cancellation);
            if (items.Count > 0)
            {
                position = EndOf(position, items);
                Hash256 onL1 = await rollup.QueueRollingHashAsync(position.Index, L1BlockTag.Exactly(head.Hash), cancellation);
                if (onL1 != position.RollingHash)
                    throw new L1MalformedException($"L1's logs of the queue up to item {position.Index - 1} are not what the contract holds.");
                await store.AppendFinalAsync(items, cancellation);
                LogItems(items.Count, items[0].Index, last);
            }

            from = last + 1;
        }

        return Math.Max(from, final?.Number + 1 ?? 0);
    }

    private async Task ReadUnfinalAsync(ulong from, L1Block head, QueuePosition end, CancellationToken cancellation)
    {
        QueuePosition final = await store.ReadFinalPositionAsync(cancellation);
        QueuePosition included = await store.ReadIncludedPositionAsync(cancellation);
        IReadOnlyList<L1Item> stored = await store.ReadUnfinalAsync(cancellation);
        IReadOnlyList<L1Item> onL1 = from > head.Number || final == end ? [] : await ReadItemsAsync(final, from, head.Number, cancellation);
        if (EndOf(final, onL1) != end)
        {
            _isIncomplete = true;
            throw new L1MalformedException(
                $"L1's logs up to block {head.Number} lead to queue item {EndOf(final, onL1).Index}, but the contract holds {end.Index} items there: some are missing.");
        }

        // What was taken once stays taken as long as L1 has it, whatever its age after a reorg.
        ulong takenBefore = Math.Max(included.Index, stored.Count == 0 ? 0 : stored[^1].Index + 1);
        ulong halfDeadline = (_inclusionDeadline ??= await rollup.InclusionDeadlineAsync(cancellation)) / 2;
        L1Item[] taken = [.. onL1.TakeWhile(item => item.Index < takenBefore || item.L1Timestamp + halfDeadline <= head.Timestamp)];
        if (!taken.Select(Identity).SequenceEqual(stored.Select(Identity)))
        {
            LogUnfinal(stored.Count, taken.Length);
            await store.ReplaceUnfinalAsync(taken, final.Index + (ulong)taken.Length, cancellation);
        }
    }

    private static QueuePosition EndOf(QueuePosition before, IReadOnlyList<L1Item> items) =>
        items.Count == 0 ? before : new QueuePosition(items[^1].Index + 1, items[^1].Content.RollingHash);

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

    /// <summary>The announced item as it is stored.</summary>
    public static QueuedItem ToContent(QueueItemAdded item) => new(
        item.Index, item.From, item.To, item.IsCreation, item.Mint, item.Value, item.GasLimit, item.RefundAddress, item.Data, item.RollingHash);

    /// <summary>
    /// The queue items in a range of L1 blocks, checked to continue the queue without a gap and with the right rolling hashes. Those before
    /// <paramref name="position"/> are known already and are left out.
    /// </summary>
    private async Task<IReadOnlyList<L1Item>> ReadItemsAsync(QueuePosition position, ulong from, ulong to, CancellationToken cancellation)
    {
        var items = new List<L1Item>();
        L1Block? block = null;
        foreach ((QueueItemAdded item, L1Log log) in await rollup.QueueItemsAsync(from, to, cancellation))
        {
            if (item.Index < position.Index)
                continue;
            QueuedItem content = ToContent(item);
            _isIncomplete |= item.Index > position.Index;
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "L1 block {Block} was final and is another one now; the queue's items from {Index} on are not final any more")]
    private partial void LogWentBack(ulong block, ulong index);

    [LoggerMessage(Level = LogLevel.Critical, Message = "No queue items are taken: {Problem}")]
    private partial void LogContradiction(string problem);

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

    /// <summary>
    /// Whether L2 follows a reorg of blocks that were final. Not by default: another chain behind the URL looks the same, and L2 would be rolled back.
    /// </summary>
    public bool AcceptsDeepReorgs { get; init; }
}

/// <summary>
/// L1 contradicts what it had finalised: another chain answers at the URL, or finality was violated. Nothing is read while it does; if L1
/// really went back, an operator has to accept it.
/// </summary>
public sealed class L1HistoryException(string message) : Exception(message);
