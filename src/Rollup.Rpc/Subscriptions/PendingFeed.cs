using System.Threading.Channels;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.JsonRpc;
using Rollup.Sequencer.Pool;

namespace Rollup.Rpc.Subscriptions;

/// <summary>
/// Tells those who watch of the transactions that the pool of this process accepts. What comes faster than it can be told is skipped and counted:
/// the pool never waits for those who watch it.
/// </summary>
public sealed class PendingFeed(RpcMetrics metrics)
{
    private const int MaxWaiting = 1024; // Groups that were submitted together.

    private readonly Watchers<Action<PendingTransaction>> _watchers = new();
    private readonly Channel<IReadOnlyList<PooledTransaction>> _waiting =
        Channel.CreateBounded<IReadOnlyList<PooledTransaction>>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    /// <summary>Passes on what was accepted. Returns at once.</summary>
    public void Publish(IReadOnlyList<PooledTransaction> accepted)
    {
        if (!_watchers.All.IsEmpty && !_waiting.Writer.TryWrite(accepted))
            metrics.CountSkipped(accepted.Count);
    }

    /// <summary>Tells what is published until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (IReadOnlyList<PooledTransaction> accepted in _waiting.Reader.ReadAllAsync(cancellationToken))
        {
            foreach (PooledTransaction transaction in accepted)
            {
                PendingTransaction pending = new(transaction);
                foreach (Action<PendingTransaction> watcher in _watchers.All)
                    watcher(pending);
            }
        }
    }

    /// <summary>Calls <paramref name="handler"/>, which must be quick, with every transaction until the result is disposed.</summary>
    internal IDisposable Watch(Action<PendingTransaction> handler) => _watchers.Add(handler);
}

/// <summary>An accepted transaction with its JSON forms, each written once for all who watch. For the feed's thread.</summary>
internal sealed class PendingTransaction(PooledTransaction transaction)
{
    private byte[]? _hashText;
    private byte[]? _text;

    /// <summary>The hash.</summary>
    public Hash256 Hash => transaction.Hash;

    /// <summary>The hash as JSON.</summary>
    public ReadOnlyMemory<byte> HashText => _hashText ??= JsonText.OfHash(transaction.Hash);

    /// <summary>The transaction as JSON.</summary>
    public ReadOnlyMemory<byte> Text => _text ??= JsonText.OfPending(transaction);
}
