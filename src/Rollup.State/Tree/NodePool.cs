using Rollup.Kernel.State;

namespace Rollup.State.Tree;

/// <summary>Nodes in one growing array, by number, with a list of free places. Number 0 is the one empty node.</summary>
internal sealed class NodePool
{
    public const int Empty = 0;

    private readonly Stack<int> _free = new();
    private StoredNode[] _nodes = new StoredNode[1 << 10];
    private int _used = 1;

    /// <summary>The number of nodes in use.</summary>
    public int Count => _used - _free.Count;

    /// <summary>The node with this number; the reference is good until the next addition.</summary>
    public ref StoredNode this[int number] => ref _nodes[number];

    public int AddLeaf(in TreeKey path, in Digest digest)
    {
        int number = Take();
        _nodes[number] = new StoredNode { Kind = StoredNodeKind.Leaf, Digest = digest, Path = path };
        return number;
    }

    public int AddInner(int left, int right, in Digest digest)
    {
        int number = Take();
        _nodes[number] = new StoredNode { Kind = StoredNodeKind.Inner, Digest = digest, Left = left, Right = right };
        return number;
    }

    public int AddUnloaded(in Digest digest)
    {
        int number = Take();
        _nodes[number] = new StoredNode { Kind = StoredNodeKind.Unloaded, Digest = digest };
        return number;
    }

    public void Release(int number)
    {
        if (number != Empty)
            _free.Push(number);
    }

    public void Clear()
    {
        _free.Clear();
        _used = 1;
    }

    private int Take()
    {
        if (_free.TryPop(out int number))
            return number;
        if (_used == _nodes.Length)
            Array.Resize(ref _nodes, 2 * _nodes.Length);
        return _used++;
    }
}
