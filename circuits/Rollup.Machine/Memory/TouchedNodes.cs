using System.Runtime.InteropServices;

namespace Rollup.Machine.Memory;

/// <summary>Counts the inner nodes of the memory tree above the blocks that a segment touches.</summary>
public sealed class TouchedNodes
{
    // Key: the node's number in a heap whose root is 1. Value: whether a written block is below.
    private readonly Dictionary<uint, bool> _nodes = [];

    public long Count => _nodes.Count;

    /// <summary>Of these, the ones above written blocks.</summary>
    public long Written { get; private set; }

    public void Clear()
    {
        _nodes.Clear();
        Written = 0;
    }

    /// <summary>Adds the nodes above a block that is touched for the first time, or written for the first time.</summary>
    public void Add(uint block, bool isWritten)
    {
        for (uint node = ((1u << MemoryMap.TreeHeight) | block) >> 1; node > 0; node >>= 1)
        {
            ref bool written = ref CollectionsMarshal.GetValueRefOrAddDefault(_nodes, node, out bool exists);
            if (exists && (written || !isWritten))
                return;
            if (isWritten)
                Written++;
            written |= isWritten;
        }
    }
}
