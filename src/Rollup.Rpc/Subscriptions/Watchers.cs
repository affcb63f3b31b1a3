using System.Collections.Immutable;

namespace Rollup.Rpc.Subscriptions;

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
