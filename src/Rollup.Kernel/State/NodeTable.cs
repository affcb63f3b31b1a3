namespace Rollup.Kernel.State;

/// <summary>
/// The nodes by number, those of the witness first and those that the update adds after them, and per depth a list of the inner ones.
/// Number 0 is an empty node that all may share; number 1 is the root.
/// </summary>
internal ref struct NodeTable
{
    /// <summary>The number of the shared empty node.</summary>
    public const uint Empty = 0;

    /// <summary>The number of the root.</summary>
    public const uint Root = 1;

    private readonly Span<TreeNode> _parsed;
    private readonly Span<uint> _levels;
    private Span<TreeNode> _added;

    private NodeTable(Span<TreeNode> parsed, Span<uint> levels)
    {
        _parsed = parsed;
        _levels = levels;
        Count = 1;
    }

    /// <summary>The number of nodes so far.</summary>
    public uint Count { get; private set; }

    /// <summary>The number of levels that have held an inner node.</summary>
    public int Height { get; private set; }

    /// <summary>The node with this number.</summary>
    public readonly ref TreeNode this[uint number] =>
        ref number < (uint)_parsed.Length ? ref _parsed[(int)number] : ref _added[(int)(number - (uint)_parsed.Length)];

    /// <summary>A table with room for the witness's nodes.</summary>
    public static bool TryCreate(int nodes, scoped ref WitnessArena arena, out NodeTable table)
    {
        table = default;
        if (!arena.TryTake(nodes + 1, out Span<TreeNode> parsed) || !arena.TryTake(TreeKey.Bits, out Span<uint> levels))
            return false;
        levels.Clear();
        parsed[0] = default;
        table = new NodeTable(parsed, levels);
        return true;
    }

    /// <summary>Makes room for as many nodes more.</summary>
    public bool TryGrow(int nodes, scoped ref WitnessArena arena) => arena.TryTake(nodes, out _added);

    /// <summary>Adds a node, for which there must be room.</summary>
    public uint Add(NodeKind kind, int depth)
    {
        uint number = Count++;
        ref TreeNode node = ref this[number];
        node = default;
        node.Kind = kind;
        node.Depth = (byte)depth;
        if (kind == NodeKind.Inner)
            LinkInner(number);
        return number;
    }

    /// <summary>Puts a node that has become an inner one into the list of its depth.</summary>
    public void LinkInner(uint number)
    {
        ref TreeNode node = ref this[number];
        node.Next = _levels[node.Depth];
        _levels[node.Depth] = number;
        Height = Math.Max(Height, node.Depth + 1);
    }

    /// <summary>The first inner node of a depth; 0 if there is none.</summary>
    public readonly uint FirstInner(int depth) => _levels[depth];
}
