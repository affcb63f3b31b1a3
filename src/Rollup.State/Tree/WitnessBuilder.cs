using Rollup.Kernel.Fields;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Storage.StateData;

namespace Rollup.State.Tree;

/// <summary>
/// Cuts out of the tree what proves a batch's touched entries, in the format that <see cref="WitnessState"/> reads. A sibling is opened
/// only where the batch empties the other side, because there the kernel has to know whether it collapses.
/// </summary>
internal sealed class WitnessBuilder<THost>(StateTree<THost> tree, IReadOnlyList<TouchedEntry> touched)
    where THost : struct, IHost
{
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<TreeKey, TouchedEntry> _present = touched.Where(entry => entry.Index is not null).ToDictionary(entry => entry.Path);
    private readonly List<TreeKey> _strangers = [];
    private int _leaves;

    /// <summary>
    /// The witness of the tree as it is. <paramref name="touched"/> is in path order; <paramref name="readEntries"/> finds the leaves that no key names.
    /// </summary>
    public byte[] Build(Func<IReadOnlyCollection<TreeKey>, IReadOnlyDictionary<TreeKey, StoredEntry>> readEntries)
    {
        Gather(tree.RootNumber, 0, touched.Count, default, 0, open: false);
        IReadOnlyDictionary<TreeKey, StoredEntry> strangers = readEntries(_strangers);

        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(touched.Count);
        writer.Write(_nodes.Count);
        writer.Write(_leaves);
        foreach (TouchedEntry entry in touched)
            StateCodec.WriteKey(writer, entry.Key);
        foreach (Node node in _nodes)
        {
            if (node.Kind == StoredNodeKind.Leaf)
            {
                WriteLeaf(writer, node.Path, _present.TryGetValue(node.Path, out TouchedEntry? entry)
                    ? new StoredEntry(entry.Key, entry.Index!.Value, entry.Before)
                    : strangers[node.Path]);
            }
            else
            {
                writer.Write((byte)TagOf(node.Kind));
                if (node.Kind == StoredNodeKind.Unloaded)
                    WriteRaw(writer, node.Digest);
            }
        }

        writer.Flush();
        return stream.ToArray();
    }

    private static NodeKind TagOf(StoredNodeKind kind) => kind switch
    {
        StoredNodeKind.Empty => NodeKind.Empty,
        StoredNodeKind.Unloaded => NodeKind.Stub,
        _ => NodeKind.Inner,
    };

    private static void WriteLeaf(BinaryWriter writer, TreeKey path, StoredEntry entry)
    {
        Span<byte> pathBytes = stackalloc byte[TreeKey.Size];
        path.WriteTo(pathBytes);
        writer.Write((byte)(entry.Key.IsAccount ? NodeKind.AccountLeaf : NodeKind.SlotLeaf));
        writer.Write(pathBytes);
        writer.Write(entry.Index);
        if (!entry.Key.IsAccount)
        {
            writer.Write(Hash256.FromU256(entry.Value.Word).AsSpan());
            return;
        }

        AccountState account = entry.Value.Account;
        writer.Write(account.Nonce);
        writer.Write(Hash256.FromU256(account.Balance).AsSpan());
        writer.Write(account.CodeHash.AsSpan());
        WriteRaw(writer, account.CodeCommitment);
        writer.Write(account.CodeSize);
    }

    private static void WriteRaw(BinaryWriter writer, Digest digest)
    {
        foreach (KoalaBear element in digest.AsSpan())
            writer.Write(element.MontgomeryWord);
    }

    /// <summary>Lists in pre-order what the witness shows of a subtree, into which the touched entries [low, high) lead.</summary>
    private void Gather(int number, int low, int high, TreeKey prefix, int depth, bool open)
    {
        if (low < high || open)
            tree.Load(number, new NodePosition(depth, prefix));
        StoredNode node = tree.Pool[number];
        if (node.Kind == StoredNodeKind.Empty)
        {
            _nodes.Add(new Node(StoredNodeKind.Empty, default, default));
        }
        else if (low == high && !open)
        {
            _nodes.Add(new Node(StoredNodeKind.Unloaded, node.Digest, default));
        }
        else if (node.Kind == StoredNodeKind.Leaf)
        {
            _leaves++;
            _nodes.Add(new Node(StoredNodeKind.Leaf, default, node.Path));
            if (!_present.ContainsKey(node.Path))
                _strangers.Add(node.Path);
        }
        else
        {
            int middle = Split(low, high, depth);
            bool openLeft = low == middle && Empties(node.Right, middle, high, depth + 1);
            bool openRight = middle == high && Empties(node.Left, low, middle, depth + 1);
            _nodes.Add(new Node(StoredNodeKind.Inner, default, default));
            Gather(node.Left, low, middle, prefix, depth + 1, openLeft);
            Gather(node.Right, middle, high, prefix.WithBit(depth), depth + 1, openRight);
        }
    }

    /// <summary>Whether a subtree holds leaves, and the batch deletes them all and adds none.</summary>
    private bool Empties(int number, int low, int high, int depth)
    {
        // Deletions in the range are necessary, and cheap to look for.
        bool deletes = false;
        for (int i = low; i < high; i++)
        {
            LeafChange change = touched[i].Change;
            if (change == LeafChange.Created)
                return false;
            deletes |= change == LeafChange.Deleted;
        }

        return deletes && HoldsOnlyDeleted(number, low, high, depth);
    }

    private bool HoldsOnlyDeleted(int number, int low, int high, int depth)
    {
        if (number == NodePool.Empty)
            return true;
        if (low == high)
            return false;
        tree.Load(number, new NodePosition(depth, touched[low].Path.Prefix(depth)));
        StoredNode node = tree.Pool[number];
        if (node.Kind == StoredNodeKind.Leaf)
            return _present.TryGetValue(node.Path, out TouchedEntry? entry) && entry.Change == LeafChange.Deleted;
        int middle = Split(low, high, depth);
        return HoldsOnlyDeleted(node.Left, low, middle, depth + 1) && HoldsOnlyDeleted(node.Right, middle, high, depth + 1);
    }

    private int Split(int low, int high, int depth)
    {
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (touched[middle].Path.Bit(depth))
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    /// <summary>What the witness shows of a node; a stub is kept as an unloaded one.</summary>
    private readonly record struct Node(StoredNodeKind Kind, Digest Digest, TreeKey Path);
}

/// <summary>An entry that a batch reads or writes: its value before, with the index if it existed, and after.</summary>
internal sealed record TouchedEntry(StateKey Key, TreeKey Path, ulong? Index, StateValue Before, StateValue After)
{
    /// <summary>What becomes of its leaf.</summary>
    public LeafChange Change =>
        After.IsAbsent(Key) ? (Index is null ? LeafChange.None : LeafChange.Deleted)
        : Index is null ? LeafChange.Created
        : Before == After ? LeafChange.None : LeafChange.Updated;
}
