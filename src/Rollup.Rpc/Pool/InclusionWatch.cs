using Rollup.Kernel.Primitives;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.Receipts;
using Rollup.Rpc.Subscriptions;
using Rollup.Storage.Blocks;

namespace Rollup.Rpc.Pool;

/// <summary>
/// Waits for transactions to be included, any number with one look at each block. A wait is an entry in a table: it holds neither a thread nor a request's turn,
/// and those whose transactions one block holds share one reading of its receipts. Bounded in number.
/// </summary>
public sealed class InclusionWatch(ChainFeed feed, ReceiptMethods receipts, RpcLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Hash256, List<TaskCompletionSource<Inclusion>>> _waiting = [];
    private IDisposable? _watch; // While somebody waits.
    private int _count;

    /// <summary>Begins to wait: the task of the result ends with the transaction's inclusion. Null if too many wait.</summary>
    internal InclusionWait? Begin(Hash256 transaction)
    {
        TaskCompletionSource<Inclusion> included = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_count == limits.MaxInclusionWaits)
                return null;
            _watch ??= feed.Watch(withLogs: false, OnBlock);
            if (!_waiting.TryGetValue(transaction, out List<TaskCompletionSource<Inclusion>>? waiting))
                _waiting[transaction] = waiting = [];
            waiting.Add(included);
            _count++;
        }

        return new InclusionWait(included.Task, () => End(transaction, included));
    }

    private void OnBlock(FeedBlock block, bool removed)
    {
        if (removed)
            return;
        BlockRow row = block.Row;
        Lazy<Task<BlockReceipts>> read = new(() => receipts.ReadAsync(row, CancellationToken.None));
        lock (_lock)
        {
            for (int i = 0; i < row.TransactionCount; i++)
            {
                if (_waiting.TryGetValue(row.TransactionHash(i), out List<TaskCompletionSource<Inclusion>>? waiting))
                    waiting.ForEach(included => included.TrySetResult(new Inclusion(i, read)));
            }
        }
    }

    private void End(Hash256 transaction, TaskCompletionSource<Inclusion> included)
    {
        lock (_lock)
        {
            List<TaskCompletionSource<Inclusion>> waiting = _waiting[transaction];
            waiting.Remove(included);
            if (waiting.Count == 0)
                _waiting.Remove(transaction);
            if (--_count > 0)
                return;
            _watch?.Dispose();
            _watch = null;
        }
    }
}

/// <summary>One wait for a transaction; disposing it ends the wait.</summary>
internal sealed class InclusionWait(Task<Inclusion> included, Action end) : IDisposable
{
    /// <summary>Ends when a block holds the transaction.</summary>
    public Task<Inclusion> Included => included;

    /// <inheritdoc/>
    public void Dispose() => end();
}

/// <summary>A transaction's place in the block that holds it.</summary>
/// <param name="Position">Its position in the block.</param>
/// <param name="Receipts">The block's receipts, read by the first one who asks for them.</param>
internal sealed record Inclusion(int Position, Lazy<Task<BlockReceipts>> Receipts);
