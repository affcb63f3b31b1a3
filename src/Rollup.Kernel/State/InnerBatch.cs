using Rollup.Kernel.Fields;
using Rollup.Kernel.Host;
using Rollup.Kernel.Poseidon2;

namespace Rollup.Kernel.State;

/// <summary>Gathers inner nodes of one level, whose children are hashed, and hashes them together.</summary>
internal ref struct InnerBatch
{
    private const int Capacity = 64;

    private Span<Digest> _children;
    private Span<Digest> _digests;
    private Span<KoalaBear> _scratch;
    private Span<uint> _nodes;
    private int _count;

    /// <summary>An empty batch.</summary>
    public static bool TryCreate(scoped ref WitnessArena arena, out InnerBatch batch)
    {
        batch = default;
        return arena.TryTake(2 * Capacity, out batch._children)
            && arena.TryTake(Capacity, out batch._digests)
            && arena.TryTake(Capacity * Poseidon2Width16.Width, out batch._scratch)
            && arena.TryTake(Capacity, out batch._nodes);
    }

    /// <summary>Adds a node.</summary>
    public void Add<THost>(scoped ref THost host, scoped ref NodeTable nodes, uint node)
        where THost : struct, IHost, allows ref struct
    {
        if (_count == Capacity)
            Flush(ref host, ref nodes);
        ref TreeNode inner = ref nodes[node];
        _children[2 * _count] = nodes[inner.Left].Digest;
        _children[(2 * _count) + 1] = nodes[inner.Right].Digest;
        _nodes[_count++] = node;
    }

    /// <summary>Hashes what has been gathered; to be called at the end of a level.</summary>
    public void Flush<THost>(scoped ref THost host, scoped ref NodeTable nodes)
        where THost : struct, IHost, allows ref struct
    {
        Span<Digest> digests = _digests[.._count];
        TreeHash.HashPairs(ref host, _children, digests, _scratch);
        for (int i = 0; i < digests.Length; i++)
            nodes[_nodes[i]].Digest = digests[i];
        _count = 0;
    }
}
