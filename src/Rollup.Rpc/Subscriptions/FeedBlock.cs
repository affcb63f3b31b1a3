using Rollup.Kernel.Primitives;
using Rollup.Storage;

namespace Rollup.Rpc.Subscriptions;

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

    /// <summary>A log as JSON, written once for all who watch. For the feed's thread.</summary>
    public ReadOnlyMemory<byte> LogText(int index, bool removed)
    {
        if (removed)
            return JsonText.OfLog(Logs[index], removed: true); // Rare.
        _logTexts ??= new byte[]?[Logs.Count];
        return _logTexts[index] ??= JsonText.OfLog(Logs[index], removed: false);
    }

    /// <summary>What is remembered in case the block is rolled back.</summary>
    public FeedBlock Remembered() => new(Row with { TransactionHashes = default }, Logs);

    /// <summary>Whether this is the block with that number and hash.</summary>
    public bool Is(ulong number, in Hash256 hash) => Row.Number == number && Row.Hash == hash;
}
