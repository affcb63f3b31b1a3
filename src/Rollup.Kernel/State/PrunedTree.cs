using Rollup.Kernel.Fields;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.State;

/// <summary>
/// The part of the state tree that a batch touches, from the witness. Reading it ties every touched entry to the node in which its path
/// ends, which proves it present or absent once the root is right.
/// </summary>
/// <remarks>
/// Node, in pre-order: tag (<see cref="NodeKind"/>, 1 byte), then
/// <code>
/// Empty         –
/// Stub          digest (32)
/// AccountLeaf   path (31) index (8) nonce (8) balance (32) code hash (32) code commitment (32) code size (4)
/// SlotLeaf      path (31) index (8) value (32)
/// Inner         the left child, the right child
/// </code>
/// </remarks>
internal ref partial struct PrunedTree
{
    private readonly Span<WitnessEntry> _entries;
    private NodeTable _nodes;
    private Span<TreeKey> _leafPaths;
    private LeafBatch _accounts;
    private LeafBatch _slots;
    private InnerBatch _inners;
    private uint _leafCount;

    /// <summary>The first 64 bits of the entries' paths, close together: nearly all branches are decided by them.</summary>
    private Span<ulong> _heads;

    private PrunedTree(Span<WitnessEntry> entries)
        : this() => _entries = entries;

    /// <summary>The digest of the whole tree.</summary>
    public readonly Digest Root => _nodes[NodeTable.Root].Digest;

    /// <summary>
    /// Reads <paramref name="nodeCount"/> nodes, <paramref name="leafCount"/> of them leaves, and hashes them. The entries are in path order, and get
    /// their original values.
    /// </summary>
    public static StateFailure Read<THost>(
        scoped ref THost host,
        scoped ref WitnessReader reader,
        uint nodeCount,
        uint leafCount,
        Span<WitnessEntry> entries,
        scoped ref WitnessArena arena,
        out PrunedTree tree)
        where THost : struct, IHost, allows ref struct
    {
        PrunedTree read = new(entries);
        StateFailure failure = read.Allocate(reader.Remaining, nodeCount, leafCount, ref arena);
        if (failure == StateFailure.None)
            failure = read.ReadNodes(ref host, ref reader, nodeCount);
        if (failure == StateFailure.None)
        {
            read._accounts.Flush(ref host, ref read._nodes);
            read._slots.Flush(ref host, ref read._nodes);
            read.HashParsed(ref host);
        }

        tree = read;
        return failure;
    }

    private StateFailure Allocate(int byteCount, uint nodeCount, uint leafCount, scoped ref WitnessArena arena)
    {
        // A node is at least one byte, which bounds what an announced number can cost.
        if (nodeCount > (uint)byteCount || leafCount > nodeCount)
            return StateFailure.CountMismatch;
        return NodeTable.TryCreate((int)nodeCount, ref arena, out _nodes)
            && arena.TryTake((int)leafCount, out _leafPaths)
            && TryTakeHeads(ref arena)
            && LeafBatch.TryCreateForAccounts(ref arena, out _accounts)
            && LeafBatch.TryCreateForSlots(ref arena, out _slots)
            && InnerBatch.TryCreate(ref arena, out _inners)
            ? StateFailure.None : StateFailure.ArenaExhausted;
    }

    private bool TryTakeHeads(scoped ref WitnessArena arena)
    {
        if (!arena.TryTake(_entries.Length, out _heads))
            return false;
        for (int i = 0; i < _heads.Length; i++)
            _heads[i] = _entries[i].Path.Head;
        return true;
    }

    private StateFailure ReadNodes<THost>(scoped ref THost host, scoped ref WitnessReader reader, uint nodeCount)
        where THost : struct, IHost, allows ref struct
    {
        // A left child follows its parent at once; the right siblings wait, one per depth at most.
        Span<Subtree> pending = stackalloc Subtree[TreeKey.Bits];
        int pendingCount = 0;
        var subtree = new Subtree { High = _entries.Length };
        TreeKey prefix = default;
        while (true)
        {
            if (_nodes.Count > nodeCount)
                return StateFailure.CountMismatch;
            byte tag = reader.ReadByte();
            if (tag > (byte)NodeKind.Inner)
                return StateFailure.UnknownKind;
            uint number = _nodes.Add((NodeKind)tag, Math.Min(subtree.Depth, TreeKey.Bits - 1));
            if ((NodeKind)tag == NodeKind.Inner)
            {
                if (subtree.Depth == TreeKey.Bits)
                    return StateFailure.TooDeep;
                int middle = Split(in subtree);
                subtree.Depth++;
                pending[pendingCount++] = new Subtree { Parent = number, Depth = subtree.Depth, Low = middle, High = subtree.High };
                subtree.High = middle;
                _nodes[number].Left = number + 1;
                continue;
            }

            StateFailure failure = StateFailure.None;
            if ((NodeKind)tag == NodeKind.Stub)
                failure = ReadStub(ref reader, number, in subtree);
            else if ((NodeKind)tag == NodeKind.Empty)
                EndPaths(number, in subtree);
            else
                failure = ReadLeaf(ref host, ref reader, number, in subtree, in prefix);
            if (failure != StateFailure.None)
                return failure;
            if (reader.Failure != StateFailure.None)
                return reader.Failure;
            if (pendingCount == 0)
                break;
            subtree = pending[--pendingCount];
            prefix = prefix.RightAt(subtree.Depth - 1);
            _nodes[subtree.Parent].Right = _nodes.Count;
        }

        return _nodes.Count == nodeCount + 1 && _leafCount == (uint)_leafPaths.Length ? StateFailure.None : StateFailure.CountMismatch;
    }

    private StateFailure ReadStub(scoped ref WitnessReader reader, uint number, in Subtree subtree)
    {
        Digest digest = reader.ReadDigest();
        if (reader.Failure != StateFailure.None)
            return reader.Failure;
        if (digest.IsEmpty)
            return StateFailure.EmptyStub;
        _nodes[number].Digest = digest;
        return subtree.Low < subtree.High ? StateFailure.MissingNode : StateFailure.None;
    }

    private StateFailure ReadLeaf<THost>(scoped ref THost host, scoped ref WitnessReader reader, uint number, in Subtree subtree, in TreeKey prefix)
        where THost : struct, IHost, allows ref struct
    {
        if (_leafCount == (uint)_leafPaths.Length)
            return StateFailure.CountMismatch;
        TreeKey path = reader.ReadPath();
        ulong index = reader.ReadUInt64();
        bool isAccount = _nodes[number].Kind == NodeKind.AccountLeaf;
        StateValue value;
        if (isAccount)
        {
            AccountState account = reader.ReadAccount();
            value = StateValue.OfAccount(in account);
            TreeHash.WriteAccountLeaf(in path, index, in account, _accounts.Add(ref host, ref _nodes, number));
        }
        else
        {
            U256 word = reader.ReadU256();
            value = StateValue.OfSlot(in word);
            TreeHash.WriteSlotLeaf(in path, index, in word, _slots.Add(ref host, ref _nodes, number));
        }

        if (reader.Failure != StateFailure.None)
            return reader.Failure;
        if (index >= TreeHash.IndexLimit)
            return StateFailure.OutOfRange;
        if (TreeKey.CommonPrefix(in path, in prefix) < subtree.Depth)
            return StateFailure.LeafOffPath;

        EndPaths(number, in subtree);
        _nodes[number].Left = _leafCount;
        _leafPaths[(int)_leafCount++] = path;
        for (int i = subtree.Low; i < subtree.High; i++)
        {
            ref WitnessEntry entry = ref _entries[i];
            if (entry.Path != path)
                continue;
            if (entry.Key.IsAccount != isAccount)
                return StateFailure.KindMismatch;
            entry.Existed = true;
            entry.Index = index;
            entry.Original = value;
            entry.Current = value;
        }

        return StateFailure.None;
    }

    private readonly void EndPaths(uint number, in Subtree subtree)
    {
        for (int i = subtree.Low; i < subtree.High; i++)
            _entries[i].Node = number;
    }

    /// <summary>The first of the subtree's entries that lies right.</summary>
    private readonly int Split(in Subtree subtree)
    {
        int low = subtree.Low;
        int high = subtree.High;
        if (subtree.Depth >= 64)
            return SplitDeep(low, high, subtree.Depth);
        while (low < high)
        {
            int middle = (int)((uint)(low + high) >> 1);
            if ((long)(_heads[middle] << subtree.Depth) < 0)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private readonly int SplitDeep(int low, int high, int depth)
    {
        while (low < high)
        {
            int middle = (int)((uint)(low + high) >> 1);
            if (_entries[middle].Path.Bit(depth))
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private void HashParsed<THost>(scoped ref THost host)
        where THost : struct, IHost, allows ref struct
    {
        for (int depth = _nodes.Height - 1; depth >= 0; depth--)
        {
            for (uint number = _nodes.FirstInner(depth); number != NodeTable.Empty; number = _nodes[number].Next)
                _inners.Add(ref host, ref _nodes, number);
            _inners.Flush(ref host, ref _nodes);
        }
    }

    /// <summary>A subtree about to be read, with the touched entries [Low, High) whose paths lead into it.</summary>
    private struct Subtree
    {
        /// <summary>The node whose right child it is.</summary>
        public uint Parent;
        public int Depth;
        public int Low;
        public int High;
    }
}
