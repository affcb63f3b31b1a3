using Rollup.Kernel.State;

namespace Rollup.State;

/// <summary>The diffs of the newest blocks, consecutive, whose before-values undo them. Not synchronised.</summary>
internal sealed class RecentBlocks(int capacity)
{
    private readonly List<BlockDiff> _diffs = [];

    /// <summary>The number of blocks that can be undone.</summary>
    public int Count => _diffs.Count;

    /// <summary>The newest block.</summary>
    public BlockDiff Newest => _diffs[^1];

    /// <summary>Adds the next block.</summary>
    public void Add(BlockDiff diff)
    {
        if (_diffs.Count > 0 && diff.Block != _diffs[^1].Block + 1)
            throw new ArgumentException($"Block {diff.Block} does not follow block {_diffs[^1].Block}.", nameof(diff));
        _diffs.Add(diff);
    }

    /// <summary>Forgets the oldest blocks beyond the capacity, but none after <paramref name="lastStored"/>.</summary>
    public void Trim(ulong lastStored)
    {
        int surplus = 0;
        while (_diffs.Count - surplus > capacity && _diffs[surplus].Block <= lastStored)
            surplus++;
        _diffs.RemoveRange(0, surplus);
    }

    /// <summary>Replaces a block's diff, if it is kept.</summary>
    public void Replace(BlockDiff diff)
    {
        if (_diffs.Count > 0 && diff.Block >= _diffs[0].Block && diff.Block <= _diffs[^1].Block)
            _diffs[(int)(diff.Block - _diffs[0].Block)] = diff;
    }

    /// <summary>The blocks after <paramref name="block"/>.</summary>
    public IEnumerable<BlockDiff> After(ulong block) => _diffs.Where(diff => diff.Block > block);

    /// <summary>Forgets every block.</summary>
    public void Clear() => _diffs.Clear();

    /// <summary>The value that the first change after <paramref name="block"/> found; false if no kept block after it changed the entry.</summary>
    public bool TryUndo(in StateKey key, ulong block, out StateValue value)
    {
        int first = _diffs.Count == 0 || block < _diffs[0].Block ? 0 : (int)(block - _diffs[0].Block) + 1;
        for (int i = first; i < _diffs.Count; i++)
        {
            if (_diffs[i].Changes.TryGetValue(key, out EntryChange change))
            {
                value = change.Before;
                return true;
            }
        }

        value = default;
        return false;
    }
}
