using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Host;

namespace Rollup.Kernel.State;

/// <summary>Gathers inner nodes of one level, whose children are hashed, and hashes them together.</summary>
internal ref struct InnerBatch
{
    private const int Capacity = 64;

    /// <summary>The states to permute: the two children of each node.</summary>
    private Span<Digest> _states;
    private Span<uint> _nodes;
    private int _count;

    /// <summary>An empty batch.</summary>
    public static bool TryCreate(scoped ref WitnessArena arena, out InnerBatch batch)
    {
        batch = default;
        return arena.TryTake(2 * Capacity, out batch._states) && arena.TryTake(Capacity, out batch._nodes);
    }

    /// <summary>Adds a node.</summary>
    public void Add<THost>(scoped ref THost host, scoped ref NodeTable nodes, uint node)
        where THost : struct, IHost, allows ref struct
    {
        if (_count == Capacity)
            Flush(ref host, ref nodes);
        ref TreeNode inner = ref nodes[node];
        Span<Digest> state = _states.Slice(2 * _count, 2);
        state[0] = nodes[inner.Left].Digest;
        state[1] = nodes[inner.Right].Digest;
        _nodes[_count++] = node;
    }

    /// <summary>Hashes what has been gathered; to be called at the end of a level.</summary>
    public void Flush<THost>(scoped ref THost host, scoped ref NodeTable nodes)
        where THost : struct, IHost, allows ref struct
    {
        host.Poseidon2W16(MemoryMarshal.Cast<Digest, KoalaBear>(_states[..(2 * _count)]));
        for (int i = 0; i < _count; i++)
        {
            // The first half of the permuted state, plus what it was before: the left child.
            ref TreeNode inner = ref nodes[_nodes[i]];
            inner.Digest = _states[2 * i] + nodes[inner.Left].Digest;
        }

        _count = 0;
    }
}
