using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Rollup.Kernel.State;

namespace Rollup.State;

/// <summary>
/// A bounded cache of entries as of the checkpoint. Two generations, each of half the capacity: a hit in the old one moves the entry to the
/// young one, and when the young one is full the old one is forgotten.
/// </summary>
internal sealed class EntryCache(int capacity)
{
    private readonly Lock _rotation = new();
    private volatile ConcurrentDictionary<StateKey, CachedEntry> _young = new(StateKeyComparer.Instance);
    private volatile ConcurrentDictionary<StateKey, CachedEntry> _old = new(StateKeyComparer.Instance);
    private int _youngCount;

    public bool TryGet(in StateKey key, out CachedEntry entry)
    {
        if (_young.TryGetValue(key, out entry))
            return true;
        if (!_old.TryGetValue(key, out entry))
            return false;
        Add(in key, in entry);
        return true;
    }

    public void Set(in StateKey key, in CachedEntry entry)
    {
        _young[key] = entry;
        _ = _old.TryRemove(key, out _);
        Grow();
    }

    public void Add(in StateKey key, in CachedEntry entry)
    {
        if (_young.TryAdd(key, entry))
            Grow();
    }

    public void Clear()
    {
        lock (_rotation)
        {
            _young = new(StateKeyComparer.Instance);
            _old = new(StateKeyComparer.Instance);
            _youngCount = 0;
        }
    }

    private void Grow()
    {
        if (Interlocked.Increment(ref _youngCount) <= capacity / 2)
            return;
        lock (_rotation)
        {
            if (_youngCount <= capacity / 2)
                return;
            _old = _young;
            _young = new(StateKeyComparer.Instance);
            _youngCount = 0;
        }
    }
}

/// <summary>An entry as of the checkpoint: absent if its value is, and then without an index.</summary>
internal readonly record struct CachedEntry(ulong Index, StateValue Value);

/// <summary>
/// Equality of keys with hash codes of a seed that differs from process to process: users choose addresses and slots, and must not be able to choose
/// ones that collide in every dictionary of the node.
/// </summary>
public sealed class StateKeyComparer : IEqualityComparer<StateKey>
{
    /// <summary>The one comparer.</summary>
    public static readonly StateKeyComparer Instance = new();

    private StateKeyComparer()
    {
    }

    /// <inheritdoc/>
    public bool Equals(StateKey x, StateKey y) => x == y;

    /// <inheritdoc/>
    public int GetHashCode(StateKey obj)
    {
        ReadOnlySpan<byte> address = obj.Address.AsSpan();
        ulong low = MemoryMarshal.Read<ulong>(address);
        ulong middle = MemoryMarshal.Read<ulong>(address[sizeof(ulong)..]);
        uint high = MemoryMarshal.Read<uint>(address[(2 * sizeof(ulong))..]);
        return HashCode.Combine(low, middle, high, obj.Kind, obj.Slot.L0, obj.Slot.L1, obj.Slot.L2, obj.Slot.L3);
    }
}
