using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Host;
using Rollup.Kernel.Poseidon2;
using Rollup.Kernel.State;
using Rollup.Storage.StateData;

namespace Rollup.State.Tree;

/// <summary>
/// The whole state tree: the nodes in use in memory, the rest loaded bundle by bundle as paths lead there. A batch of updates first changes
/// the structure, and then hashes level by level from the deepest. For one thread at a time; hashing uses all cores.
/// </summary>
/// <typeparam name="THost">Whose permutations to use; its <c>default</c> has to work.</typeparam>
public sealed class StateTree<THost>
    where THost : struct, IHost
{
    private readonly NodePool _pool = new();
    private readonly Func<IReadOnlyCollection<NodePosition>, IReadOnlyDictionary<NodePosition, byte[]>> _readBundles;

    /// <summary>Inner nodes to hash again, by depth.</summary>
    private readonly List<int>[] _stale = [.. Enumerable.Range(0, TreeKey.Bits).Select(_ => new List<int>())];
    private readonly HashSet<NodePosition> _staleBundles = [];
    private int _root;

    /// <summary>A tree with this root, whose bundles <paramref name="readBundles"/> finds.</summary>
    public StateTree(in Digest root, Func<IReadOnlyCollection<NodePosition>, IReadOnlyDictionary<NodePosition, byte[]>> readBundles)
    {
        _readBundles = readBundles;
        _root = root.IsEmpty ? NodePool.Empty : _pool.AddUnloaded(in root);
    }

    /// <summary>The root.</summary>
    public Digest Root => _pool[_root].Digest;

    /// <summary>Nodes in memory.</summary>
    public int NodeCount => _pool.Count;

    internal NodePool Pool => _pool;

    /// <summary>An empty tree with nothing stored.</summary>
    public static StateTree<THost> CreateEmpty() => new(default, _ => new Dictionary<NodePosition, byte[]>());

    /// <summary>
    /// Loads what updates of these paths will need, all bundles of one depth with one read. Without it they are loaded one by one.
    /// </summary>
    public void Load(IReadOnlyList<TreeKey> paths)
    {
        int[] nodes = new int[paths.Count];
        int[] depths = new int[paths.Count];
        Array.Fill(nodes, _root);
        while (true)
        {
            Dictionary<NodePosition, int> missing = [];
            for (int i = 0; i < nodes.Length; i++)
            {
                for (; _pool[nodes[i]].Kind == StoredNodeKind.Inner; depths[i]++)
                    nodes[i] = paths[i].Bit(depths[i]) ? _pool[nodes[i]].Right : _pool[nodes[i]].Left;
                if (_pool[nodes[i]].Kind == StoredNodeKind.Unloaded)
                    missing[new NodePosition(depths[i], paths[i].Prefix(depths[i]))] = nodes[i];
            }

            if (missing.Count == 0)
                return;
            IReadOnlyDictionary<NodePosition, byte[]> bundles = _readBundles(missing.Keys);
            foreach ((NodePosition position, int number) in missing)
                Load(number, in position, bundles);
        }
    }

    /// <summary>Applies leaf updates, in strictly ascending path order. Deleting a leaf that is not there changes nothing.</summary>
    public void Update(ReadOnlySpan<LeafWrite> updates)
    {
        if (updates.Length == 0)
            return;
        _root = Update(_root, updates, 0);
        HashStale();
    }

    /// <summary>
    /// The bundles that changed since the last call, each with its bytes, or null if there no longer is one at its position.
    /// </summary>
    public IReadOnlyList<(NodePosition Position, byte[]? Nodes)> TakeChangedBundles()
    {
        NodePosition[] positions = [.. _staleBundles];
        _staleBundles.Clear();
        (NodePosition, byte[]?)[] bundles = new (NodePosition, byte[]?)[positions.Length];
        ParallelHasher<THost>.ForChunks(positions.Length, (first, count) =>
        {
            for (int i = first; i < first + count; i++)
            {
                int number = Find(in positions[i]);
                bool isKept = positions[i].Depth == 0 || (number >= 0 && _pool[number].Kind == StoredNodeKind.Inner);
                bundles[i] = (positions[i], isKept ? TreeBundle.Encode(_pool, number) : null);
            }
        });
        return bundles;
    }

    /// <summary>Forgets the nodes in memory; every changed bundle must have been stored.</summary>
    public void Unload()
    {
        Digest root = Root;
        _pool.Clear();
        _staleBundles.Clear();
        _root = root.IsEmpty ? NodePool.Empty : _pool.AddUnloaded(in root);
    }

    /// <summary>The number of the root.</summary>
    internal int RootNumber => _root;

    /// <summary>Loads a node, whose number stays the same, with its bundle; does nothing if it is loaded.</summary>
    internal void Load(int number, in NodePosition position)
    {
        if (_pool[number].Kind != StoredNodeKind.Unloaded)
            return;
        Load(number, in position, _readBundles([position]));
    }

    /// <summary>The siblings that a loaded path passes, from the root down, and the path of the leaf it ends at; null for an empty subtree.</summary>
    internal (List<Digest> Siblings, TreeKey? Leaf) Follow(in TreeKey path)
    {
        List<Digest> siblings = [];
        int number = _root;
        for (; _pool[number].Kind == StoredNodeKind.Inner; number = Child(number, path.Bit(siblings.Count - 1)))
            siblings.Add(_pool[Child(number, !path.Bit(siblings.Count))].Digest);
        return (siblings, _pool[number].Kind == StoredNodeKind.Leaf ? _pool[number].Path : null);
    }

    private int Child(int number, bool right) => right ? _pool[number].Right : _pool[number].Left;

    /// <summary>The first of the sorted updates whose path goes right at this depth.</summary>
    private static int Split(ReadOnlySpan<LeafWrite> updates, int depth)
    {
        int low = 0;
        int high = updates.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (updates[middle].Path.Bit(depth))
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    /// <summary>Changes the structure below a node and gives the number of the node that takes its place.</summary>
    private int Update(int number, ReadOnlySpan<LeafWrite> updates, int depth)
    {
        if (updates.Length == 0)
            return number;

        bool isBundle = depth % TreeBundle.Levels == 0;
        if (isBundle)
            Load(number, new NodePosition(depth, updates[0].Path.Prefix(depth)));
        bool wasInner = _pool[number].Kind == StoredNodeKind.Inner;
        int updated = _pool[number].Kind switch
        {
            StoredNodeKind.Empty => Build(WithoutDeletions(updates), depth),
            StoredNodeKind.Leaf => Merge(number, updates, depth),
            _ => UpdateInner(number, updates, depth),
        };
        if (isBundle && (wasInner || depth == 0 || _pool[updated].Kind == StoredNodeKind.Inner))
            _ = _staleBundles.Add(new NodePosition(depth, updates[0].Path.Prefix(depth)));
        return updated;
    }

    private int UpdateInner(int number, ReadOnlySpan<LeafWrite> updates, int depth)
    {
        int middle = Split(updates, depth);
        int left = Update(_pool[number].Left, updates[..middle], depth + 1);
        int right = Update(_pool[number].Right, updates[middle..], depth + 1);

        // One leaf or nothing left: the node collapses. An unloaded child is an inner node.
        if (left == NodePool.Empty && (right == NodePool.Empty || _pool[right].Kind == StoredNodeKind.Leaf))
        {
            _pool.Release(number);
            return right;
        }

        if (right == NodePool.Empty && _pool[left].Kind == StoredNodeKind.Leaf)
        {
            _pool.Release(number);
            return left;
        }

        ref StoredNode node = ref _pool[number];
        node.Left = left;
        node.Right = right;
        _stale[depth].Add(number);
        return number;
    }

    private int Merge(int leaf, ReadOnlySpan<LeafWrite> updates, int depth)
    {
        LeafWrite present = new(_pool[leaf].Path, _pool[leaf].Digest);
        if (updates.Length == 1 && updates[0].Path == present.Path && !updates[0].IsDeletion)
        {
            _pool[leaf].Digest = updates[0].Leaf;
            return leaf;
        }

        List<LeafWrite> leaves = new(updates.Length + 1);
        bool isPending = true;
        foreach (LeafWrite update in updates)
        {
            if (isPending && !(update.Path < present.Path))
            {
                if (present.Path < update.Path)
                    leaves.Add(present);
                isPending = false;
            }

            if (!update.IsDeletion)
                leaves.Add(update);
        }

        if (isPending)
            leaves.Add(present);
        _pool.Release(leaf);
        return Build(CollectionsMarshal.AsSpan(leaves), depth);
    }

    /// <summary>A new subtree of leaves.</summary>
    private int Build(ReadOnlySpan<LeafWrite> leaves, int depth)
    {
        if (leaves.Length == 0)
            return NodePool.Empty;
        if (leaves.Length == 1)
            return _pool.AddLeaf(leaves[0].Path, leaves[0].Leaf);

        int middle = Split(leaves, depth);
        int left = Build(leaves[..middle], depth + 1);
        int right = Build(leaves[middle..], depth + 1);
        int number = _pool.AddInner(left, right, default);
        _stale[depth].Add(number);
        if (depth % TreeBundle.Levels == 0)
            _ = _staleBundles.Add(new NodePosition(depth, leaves[0].Path.Prefix(depth)));
        return number;
    }

    private static ReadOnlySpan<LeafWrite> WithoutDeletions(ReadOnlySpan<LeafWrite> updates)
    {
        foreach (LeafWrite update in updates)
        {
            if (update.IsDeletion)
                return updates.ToArray().Where(kept => !kept.IsDeletion).ToArray();
        }

        return updates;
    }

    private void Load(int number, in NodePosition position, IReadOnlyDictionary<NodePosition, byte[]> bundles)
    {
        if (!bundles.TryGetValue(position, out byte[]? bundle))
            throw new InvalidDataException($"The store lacks the bundle of tree nodes at depth {position.Depth}.");
        int loaded = TreeBundle.Decode(_pool, bundle);
        if (_pool[loaded].Digest != _pool[number].Digest)
            throw new InvalidDataException($"The bundle of tree nodes at depth {position.Depth} is not of this tree.");
        _pool[number] = _pool[loaded];
        _pool.Release(loaded);
    }

    /// <summary>The node at a position; −1 if the tree does not reach it.</summary>
    private int Find(in NodePosition position)
    {
        int number = _root;
        for (int depth = 0; depth < position.Depth; depth++)
        {
            if (_pool[number].Kind != StoredNodeKind.Inner)
                return -1;
            number = position.Path.Bit(depth) ? _pool[number].Right : _pool[number].Left;
        }

        return number;
    }

    private void HashStale()
    {
        for (int depth = TreeKey.Bits - 1; depth >= 0; depth--)
        {
            List<int> level = _stale[depth];
            ParallelHasher<THost>.ForChunks(level.Count, (first, count) => HashInners(level, first, count));
            level.Clear();
        }
    }

    private void HashInners(List<int> level, int first, int count)
    {
        THost host = default;
        Digest[] children = new Digest[2 * count];
        Digest[] digests = new Digest[count];
        KoalaBear[] scratch = new KoalaBear[count * Poseidon2Width16.Width];
        for (int i = 0; i < count; i++)
        {
            ref StoredNode node = ref _pool[level[first + i]];
            children[2 * i] = _pool[node.Left].Digest;
            children[(2 * i) + 1] = _pool[node.Right].Digest;
        }

        TreeHash.HashPairs(ref host, children, digests, scratch);
        for (int i = 0; i < count; i++)
            _pool[level[first + i]].Digest = digests[i];
    }
}

/// <summary>A leaf in full; one whose value is absent stands for its deletion.</summary>
internal readonly struct TreeLeaf(StateKey key, TreeKey path, ulong index, StateValue value)
{
    public readonly StateKey Key = key;
    public readonly TreeKey Path = path;
    public readonly ulong Index = index;
    public readonly StateValue Value = value;

    public bool IsAbsent => Value.IsAbsent(in Key);
}
