using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Chain;
using Rollup.Storage.Blocks;
using Rollup.Storage;

namespace Rollup.Rpc.Subscriptions;

/// <summary>
/// Tells those who watch of every block that is added to the chain, in order, and of every one that a rollback takes away, the newest first. It reads
/// the ledger, never the sequencer, and only while somebody watches: nothing here can hold block production up.
/// </summary>
/// <remarks>
/// Blocks taken away are told with their logs from memory, because the ledger no longer has them: those of the last <see cref="MaxRemembered"/> blocks
/// and <see cref="MaxRememberedLogs"/> logs that were told. A rollback beyond is told as far as that reaches.
/// </remarks>
public sealed partial class ChainFeed(ChainReader chain, TimeProvider time, ILogger<ChainFeed> logger)
{
    private const int MaxRemembered = 1024;
    private const int MaxRememberedLogs = 50_000;
    private const ulong MaxBlocksPerStep = 64;
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(250);

    private readonly Watchers<Watcher> _watchers = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly LinkedList<FeedBlock> _told = []; // The last one is where the chain has been told up to.
    private int _rememberedLogs;

    /// <summary>Follows the chain until cancelled, through outages of the database.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        chain.View.LatestChanged += Wake;
        try
        {
            while (true)
            {
                try
                {
                    while (await AdvanceAsync(cancellationToken))
                    {
                        // Until the newest block is told.
                    }

                    await _wake.Reader.ReadAsync(cancellationToken);
                }
                catch (Exception exception) when (DatabaseFailure.Is(exception) || exception is TimeoutException)
                {
                    LogFailure(exception.Message);
                    await Task.Delay(PauseAfterFailure, time, cancellationToken);
                }
            }
        }
        finally
        {
            chain.View.LatestChanged -= Wake;
        }
    }

    /// <summary>
    /// Calls <paramref name="handler"/>, which must be quick, with every block that comes, or goes (true), until the result is disposed. Blocks carry their
    /// logs only for those who ask for them.
    /// </summary>
    internal IDisposable Watch(bool withLogs, Action<FeedBlock, bool> handler) => _watchers.Add(new Watcher(withLogs, handler));

    private void Wake(object? sender, EventArgs e) => _wake.Writer.TryWrite(true);

    /// <summary>Takes one step towards the newest block; false when there is none to take.</summary>
    private async Task<bool> AdvanceAsync(CancellationToken cancellationToken)
    {
        BlockRow latest = chain.View.Latest;
        if (_told.Last is not { } end || _watchers.All.IsEmpty)
        {
            StartAt(latest);
            return false;
        }

        BlockRow last = end.Value.Row;
        if (last.Hash == latest.Hash)
            return false;
        ulong to = Math.Max(last.Number, Math.Min(latest.Number, last.Number + MaxBlocksPerStep));
        IReadOnlyList<BlockRow> rows = await chain.Blocks.GetRangeAsync(last.Number, to, cancellationToken);
        if (rows.Count == 0 || rows[0].Hash != last.Hash)
        {
            TakeBack(end.Value, latest);
            return true;
        }

        // What the view does not show yet, or no longer, waits until it changes.
        if (rows.Count == 1 || (rows[^1].Number == latest.Number && rows[^1].Hash != latest.Hash))
            return false;
        bool withLogs = _watchers.All.Any(watcher => watcher.WithLogs);
        foreach (BlockRow row in rows.Skip(1))
        {
            IReadOnlyList<FoundLog> logs = withLogs && row.TransactionCount > 0 ? await chain.Logs.GetByBlockAsync(row.Number, cancellationToken) : [];
            if (logs.Count > 0 && logs[0].BlockHash != row.Hash)
                return true; // Rolled back meanwhile: look again.
            Add(new FeedBlock(row, logs));
        }

        return true;
    }

    private void StartAt(BlockRow latest)
    {
        _told.Clear();
        _told.AddLast(new FeedBlock(latest, []).Remembered());
        _rememberedLogs = 0;
    }

    private void Add(FeedBlock block)
    {
        _told.AddLast(block.Remembered());
        _rememberedLogs += block.Logs.Count;
        while (_told.Count > 1 && (_told.Count > MaxRemembered || _rememberedLogs > MaxRememberedLogs))
        {
            _rememberedLogs -= _told.First!.Value.Logs.Count;
            _told.RemoveFirst();
        }

        Tell(block, removed: false);
    }

    private void TakeBack(FeedBlock block, BlockRow latest)
    {
        _told.RemoveLast();
        _rememberedLogs -= block.Logs.Count;
        if (_told.Count == 0)
            StartAt(latest);
        Tell(block, removed: true);
    }

    private void Tell(FeedBlock block, bool removed)
    {
        foreach (Watcher watcher in _watchers.All)
            watcher.Handler(block, removed);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledger cannot be read: {Reason}")]
    private partial void LogFailure(string reason);

    private sealed record Watcher(bool WithLogs, Action<FeedBlock, bool> Handler);
}

/// <summary>A block that came to the chain's end, or left it by a rollback.</summary>
/// <param name="row">The block; its transactions' hashes are there only when it comes.</param>
/// <param name="logs">Its logs; empty if nobody watched logs when it came.</param>
internal sealed class FeedBlock(BlockRow row, IReadOnlyList<FoundLog> logs)
{
    private byte[]? _header;
    private byte[]?[]? _logTexts;

    /// <summary>The block.</summary>
    public BlockRow Row { get; } = row;

    /// <summary>The logs in order.</summary>
    public IReadOnlyList<FoundLog> Logs { get; } = logs;

    /// <summary>The header as JSON, written once for all who watch. For the feed's thread.</summary>
    public ReadOnlyMemory<byte> HeaderText => _header ??= JsonText.OfHeader(Row);

    /// <summary>A log as JSON, written once for all who watch. For any thread: two that ask at the same time may each write it, which does no harm.</summary>
    public ReadOnlyMemory<byte> LogText(int index, bool removed)
    {
        if (removed)
            return JsonText.OfLog(Logs[index], removed: true); // Rare.
        byte[]?[] texts = _logTexts ?? Interlocked.CompareExchange(ref _logTexts, new byte[]?[Logs.Count], null) ?? _logTexts;
        return texts[index] ??= JsonText.OfLog(Logs[index], removed: false);
    }

    /// <summary>What is remembered in case the block is rolled back.</summary>
    public FeedBlock Remembered() => new(Row with { TransactionHashes = default }, Logs);

    /// <summary>Whether this is the block with that number and hash.</summary>
    public bool Is(ulong number, in Hash256 hash) => Row.Number == number && Row.Hash == hash;
}

/// <summary>Those who want to be told of something. They may come and go while others are being told, from any thread.</summary>
internal sealed class Watchers<T>
{
    private ImmutableArray<T> _all = [];

    /// <summary>Those there are at the moment.</summary>
    public ImmutableArray<T> All => _all;

    /// <summary>Adds one until the result is disposed.</summary>
    public IDisposable Add(T watcher)
    {
        ImmutableInterlocked.Update(ref _all, all => all.Add(watcher));
        return new Registration(this, watcher);
    }

    private sealed class Registration(Watchers<T> watchers, T watcher) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref watchers._all, all => all.Remove(watcher));
    }
}
