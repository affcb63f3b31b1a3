using Rollup.Contracts;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Storage.L1;

namespace Rollup.Sequencer.Tests.Contracts;

/// <summary>An L1 queue from its beginning.</summary>
internal sealed class ForcedQueue
{
    private readonly List<L1Item> _items = [];

    /// <summary>The items, as the watcher reads them.</summary>
    public IReadOnlyList<L1Item> Items => _items;

    /// <summary>Adds a forced call, or a creation if there is no recipient.</summary>
    public void Add(Address from, Address? to, ulong mint, ulong value, Address refund, byte[] data, ulong gas = 1_000_000)
    {
        Hash256 before = _items.Count == 0 ? Hash256.Zero : _items[^1].Content.RollingHash;
        var content = new QueuedItem((ulong)_items.Count, from, to ?? default, to is null, mint, value, gas, refund, data, Hash256.Zero);
        SoftwareHost host = default;
        _items.Add(new L1Item(content with { RollingHash = content.ToQueueItem().RollingHash(ref host, in before) }, 1, 1));
    }
}
