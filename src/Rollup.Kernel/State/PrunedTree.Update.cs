using Rollup.Kernel.Host;

namespace Rollup.Kernel.State;

internal ref partial struct PrunedTree
{
    /// <summary>
    /// Makes the tree hold the entries' current values and hashes what changed. New leaves get indices from <paramref name="nextIndex"/> upward in
    /// path order. To be called once; after a failure the tree is of no use.
    /// </summary>
    public StateFailure Update<THost>(scoped ref THost host, ref ulong nextIndex, scoped ref WitnessArena arena)
        where THost : struct, IHost, allows ref struct
    {
        for (int i = 0; i < _entries.Length; i++)
            _entries[i].Settle();
        if (!arena.TryTake(_entries.Length + 1, out Span<Member> members) || !TryMakeRoom(members, ref arena))
            return StateFailure.ArenaExhausted;

        for (int i = 0; i < _entries.Length;)
        {
            int end = i + 1;
            while (end < _entries.Length && _entries[end].Node == _entries[i].Node)
                end++;
            StateFailure failure = UpdateTerminal(ref host, i, end, members, ref nextIndex);
            if (failure != StateFailure.None)
                return failure;
            i = end;
        }

        _accounts.Flush(ref host, ref _nodes);
        _slots.Flush(ref host, ref _nodes);
        return CollapseAndHash(ref host);
    }

    /// <summary>
    /// Room for the nodes that the update adds. Where several leaves replace one terminal node, the inner nodes among them
    /// are the distinct prefixes that two neighbours share: each neighbour adds those longer than what the pair before shared.
    /// </summary>
    private bool TryMakeRoom(Span<Member> members, scoped ref WitnessArena arena)
    {
        long room = 0;
        for (int i = 0; i < _entries.Length;)
        {
            int end = i + 1;
            while (end < _entries.Length && _entries[end].Node == _entries[i].Node)
                end++;
            if (IsRestructured(i, end))
            {
                int count = GatherMembers(i, end, members);
                int shared = _nodes[_entries[i].Node].Depth - 1;
                for (int j = 1; j < count; j++)
                {
                    int common = TreeKey.CommonPrefix(in members[j - 1].Path, in members[j].Path);
                    room += Math.Max(0, common - shared);
                    shared = common;
                }

                room += count;
            }

            i = end;
        }

        return room <= int.MaxValue && _nodes.TryGrow((int)room, ref arena);
    }

    /// <summary>Whether the leaves below the terminal node that the entries [low, high) share are others than before.</summary>
    private readonly bool IsRestructured(int low, int high)
    {
        for (int i = low; i < high; i++)
        {
            if (_entries[i].Change is LeafChange.Created or LeafChange.Deleted)
                return true;
        }

        return false;
    }

    /// <summary>The leaves below the terminal node that the entries [low, high) share, after the update and in path order.</summary>
    private readonly int GatherMembers(int low, int high, Span<Member> members)
    {
        ref TreeNode terminal = ref _nodes[_entries[low].Node];
        int count = 0;

        // A leaf that no entry names stays, and takes its place among the new ones.
        bool hasStranger = terminal.IsLeaf;
        TreeKey strangerPath = hasStranger ? _leafPaths[(int)terminal.Left] : default;
        for (int i = low; i < high; i++)
            hasStranger &= !_entries[i].Existed;

        for (int i = low; i < high; i++)
        {
            ref WitnessEntry entry = ref _entries[i];
            if (hasStranger && strangerPath < entry.Path)
            {
                members[count++] = new Member { Path = strangerPath, Entry = Member.Stranger };
                hasStranger = false;
            }

            LeafChange change = entry.Change;
            if (change != LeafChange.Deleted && (entry.Existed || change == LeafChange.Created))
                members[count++] = new Member { Path = entry.Path, Entry = i };
        }

        if (hasStranger)
            members[count++] = new Member { Path = strangerPath, Entry = Member.Stranger };
        return count;
    }

    /// <summary>Replaces a terminal node by the subtree of the leaves that now belong there.</summary>
    private StateFailure UpdateTerminal<THost>(scoped ref THost host, int low, int high, Span<Member> members, ref ulong nextIndex)
        where THost : struct, IHost, allows ref struct
    {
        uint terminal = _entries[low].Node;
        if (!IsRestructured(low, high))
        {
            // At most the one leaf that is there has another value.
            for (int i = low; i < high; i++)
            {
                if (_entries[i].Change == LeafChange.Updated)
                    HashLeafLater(ref host, terminal, ref _entries[i]);
            }

            return StateFailure.None;
        }

        int count = GatherMembers(low, high, members);
        TreeNode before = _nodes[terminal];
        for (int i = 0; i < count; i++)
        {
            ref Member member = ref members[i];
            member.Node = terminal;
            if (count > 1)
            {
                member.Node = _nodes.Add(NodeKind.Empty, 0);
                _nodes[member.Node] = before;
            }

            if (member.Entry == Member.Stranger)
                continue;
            ref WitnessEntry entry = ref _entries[member.Entry];
            LeafChange change = entry.Change;
            if (change == LeafChange.None)
                continue;
            if (change == LeafChange.Created)
            {
                if (nextIndex >= TreeHash.IndexLimit)
                    return StateFailure.IndexExhausted;
                entry.Index = nextIndex++;
            }

            HashLeafLater(ref host, member.Node, ref entry);
        }

        ref TreeNode node = ref _nodes[terminal];
        node.IsChanged = true;
        if (count == 0)
        {
            node.Kind = NodeKind.Empty;
            node.Digest = default;
        }
        else if (count > 1)
        {
            node.Kind = NodeKind.Inner;
            Branch(terminal, members[..count]);
        }

        return StateFailure.None;
    }

    private void HashLeafLater<THost>(scoped ref THost host, uint number, ref WitnessEntry entry)
        where THost : struct, IHost, allows ref struct
    {
        TreeKey path = entry.Path;
        StateValue value = entry.Current;
        ref TreeNode node = ref _nodes[number];
        node.IsChanged = true;
        if (entry.Key.IsAccount)
        {
            node.Kind = NodeKind.AccountLeaf;
            TreeHash.WriteAccountLeaf(in path, entry.Index, value.Account, _accounts.Add(ref host, ref _nodes, number));
        }
        else
        {
            node.Kind = NodeKind.SlotLeaf;
            TreeHash.WriteSlotLeaf(in path, entry.Index, value.Word, _slots.Add(ref host, ref _nodes, number));
        }
    }

    /// <summary>Builds the subtree of two or more leaves, in path order, below <paramref name="top"/>.</summary>
    private void Branch(uint top, ReadOnlySpan<Member> members)
    {
        Span<Fork> pending = stackalloc Fork[TreeKey.Bits + 1];
        int pendingCount = 1;
        pending[0] = new Fork { Number = top, High = members.Length };
        while (pendingCount > 0)
        {
            Fork fork = pending[--pendingCount];
            ref TreeNode node = ref _nodes[fork.Number];
            node.IsChanged = true;
            _nodes.LinkInner(fork.Number);
            int depth = node.Depth;
            int middle = fork.Low;
            while (middle < fork.High && !members[middle].Path.Bit(depth))
                middle++;

            uint right = Child(depth + 1, fork.High - middle, members, middle);
            if (fork.High - middle > 1)
                pending[pendingCount++] = new Fork { Number = right, Low = middle, High = fork.High };
            uint left = Child(depth + 1, middle - fork.Low, members, fork.Low);
            if (middle - fork.Low > 1)
                pending[pendingCount++] = new Fork { Number = left, Low = fork.Low, High = middle };

            node = ref _nodes[fork.Number];
            node.Left = left;
            node.Right = right;
        }
    }

    /// <summary>The node above <paramref name="count"/> leaves: the shared empty one, the leaf itself, or an inner node still to be filled in.</summary>
    private uint Child(int depth, int count, ReadOnlySpan<Member> members, int first)
    {
        if (count == 0)
            return NodeTable.Empty;
        if (count == 1)
            return members[first].Node;
        uint number = _nodes.Add(NodeKind.Empty, depth);
        _nodes[number].Kind = NodeKind.Inner;
        return number;
    }

    /// <summary>
    /// From the deepest level up: an inner node whose children have changed collapses if all that is left below it is one leaf or
    /// nothing, else it is hashed again.
    /// </summary>
    private StateFailure CollapseAndHash<THost>(scoped ref THost host)
        where THost : struct, IHost, allows ref struct
    {
        for (int depth = _nodes.Height - 1; depth >= 0; depth--)
        {
            for (uint number = _nodes.FirstInner(depth); number != NodeTable.Empty; number = _nodes[number].Next)
            {
                ref TreeNode node = ref _nodes[number];
                ref TreeNode left = ref _nodes[node.Left];
                ref TreeNode right = ref _nodes[node.Right];
                if (!left.IsChanged && !right.IsChanged)
                    continue;
                node.IsChanged = true;
                if (left.Kind == NodeKind.Empty || right.Kind == NodeKind.Empty)
                {
                    ref TreeNode only = ref left.Kind == NodeKind.Empty ? ref right : ref left;
                    if (only.Kind == NodeKind.Stub)
                        return StateFailure.MissingSibling;
                    if (only.Kind != NodeKind.Inner)
                    {
                        node.Kind = only.Kind;
                        node.Digest = only.Digest;
                        continue;
                    }
                }

                _inners.Add(ref host, ref _nodes, number);
            }

            _inners.Flush(ref host, ref _nodes);
        }

        return StateFailure.None;
    }

    /// <summary>A leaf that belongs below a terminal node.</summary>
    private struct Member
    {
        /// <summary><see cref="Entry"/> of a leaf that no entry names.</summary>
        public const int Stranger = -1;

        public TreeKey Path;
        public int Entry;
        public uint Node;
    }

    /// <summary>An inner node to be filled in with the leaves [Low, High).</summary>
    private struct Fork
    {
        public uint Number;
        public int Low;
        public int High;
    }
}
