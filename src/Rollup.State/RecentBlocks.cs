using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.State;

/// <summary>
/// The newest blocks, consecutive, whose before-values undo them: those of the open batch in full, those before in little memory.
/// Not synchronised.
/// </summary>
internal sealed class RecentBlocks(int capacity)
{
    private readonly List<UndoBlock> _stored = [];
    private readonly List<BlockDiff> _open = [];

    /// <summary>The number of blocks that can be undone.</summary>
    public int Count => _stored.Count + _open.Count;

    private ulong Last => _open.Count > 0 ? _open[^1].Block : _stored[^1].Block;

    /// <summary>The newest block, which is not stored yet.</summary>
    public BlockDiff Newest => _open[^1];

    /// <summary>Adds the next block.</summary>
    public void Add(BlockDiff diff)
    {
        if (Count > 0 && diff.Block != Last + 1)
            throw new ArgumentException($"Block {diff.Block} does not follow block {Last}.", nameof(diff));
        _open.Add(diff);
    }

    /// <summary>The blocks up to <paramref name="lastStored"/> are part of a stored batch: only the newest of them are kept, up to the capacity.</summary>
    public void Trim(ulong lastStored)
    {
        int stored = _open.TakeWhile(diff => diff.Block <= lastStored).Count();
        int surplus = Math.Max(0, Count - capacity);
        int oldest = Math.Min(surplus, _stored.Count);
        _stored.RemoveRange(0, oldest);
        _stored.AddRange(_open.Take(stored).Skip(surplus - oldest).Select(diff => new UndoBlock(diff)));
        _open.RemoveRange(0, stored);
    }

    /// <summary>Replaces a block's diff, if it is kept.</summary>
    public void Replace(BlockDiff diff)
    {
        int open = _open.FindIndex(kept => kept.Block == diff.Block);
        int stored = _stored.FindIndex(kept => kept.Block == diff.Block);
        if (open >= 0)
            _open[open] = diff;
        else if (stored >= 0)
            _stored[stored] = new UndoBlock(diff);
    }

    /// <summary>The blocks after <paramref name="block"/> that are not stored yet.</summary>
    public IEnumerable<BlockDiff> After(ulong block) => _open.Where(diff => diff.Block > block);

    /// <summary>The hash of a block that is kept.</summary>
    public Hash256? FindHash(ulong number)
    {
        if (Count == 0 || number > Last || number <= Last - (ulong)Count)
            return null;
        int place = (int)(number - (Last - (ulong)Count)) - 1;
        return place < _stored.Count ? _stored[place].BlockHash : _open[place - _stored.Count].BlockHash;
    }

    /// <summary>Forgets every block.</summary>
    public void Clear()
    {
        _stored.Clear();
        _open.Clear();
    }

    /// <summary>The value that the first change after <paramref name="block"/> found; false if no kept block after it changed the entry.</summary>
    public bool TryUndo(in StateKey key, ulong block, out StateValue value)
    {
        foreach (UndoBlock stored in _stored)
        {
            if (stored.Block > block && stored.TryGet(in key, out value))
                return true;
        }

        foreach (BlockDiff diff in _open)
        {
            if (diff.Block > block && diff.Changes.TryGetValue(key, out EntryChange change))
            {
                value = change.Before;
                return true;
            }
        }

        value = default;
        return false;
    }
}
