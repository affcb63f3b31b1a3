using System.Threading.Channels;
using Rollup.Rpc.JsonRpc;
using Rollup.Sequencer;

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
