using Rollup.Kernel.Fields;
using Rollup.Kernel.Host;
using Rollup.Kernel.Poseidon2;

namespace Rollup.Kernel.State;

/// <summary>Gathers leaves of one kind and hashes them together.</summary>
internal ref struct LeafBatch
{
    /// <summary>Leaves hashed together: a few vectors' worth.</summary>
    public const int Capacity = 64;

    private readonly uint _domain;
    private readonly int _length;
    private readonly Span<KoalaBear> _messages;
    private readonly Span<KoalaBear> _scratch;
    private readonly Span<Digest> _digests;
    private readonly Span<uint> _nodes;
    private int _count;

    private LeafBatch(uint domain, int length, Span<KoalaBear> messages, Span<KoalaBear> scratch, Span<Digest> digests, Span<uint> nodes)
    {
        _domain = domain;
        _length = length;
        _messages = messages;
        _scratch = scratch;
        _digests = digests;
        _nodes = nodes;
        _count = 0;
    }

    /// <summary>An empty batch of account leaves.</summary>
    public static bool TryCreateForAccounts(scoped ref WitnessArena arena, out LeafBatch batch) =>
        TryCreate(StateDomain.AccountLeaf, TreeHash.AccountLeafLength, ref arena, out batch);

    /// <summary>An empty batch of slot leaves.</summary>
    public static bool TryCreateForSlots(scoped ref WitnessArena arena, out LeafBatch batch) =>
        TryCreate(StateDomain.SlotLeaf, TreeHash.SlotLeafLength, ref arena, out batch);

    /// <summary>Where to write the elements of the next leaf, whose digest node <paramref name="node"/> gets.</summary>
    public Span<KoalaBear> Add<THost>(scoped ref THost host, scoped ref NodeTable nodes, uint node)
        where THost : struct, IHost, allows ref struct
    {
        if (_count == Capacity)
            Flush(ref host, ref nodes);
        _nodes[_count] = node;
        return _messages.Slice(_count++ * _length, _length);
    }

    /// <summary>Hashes what has been gathered.</summary>
    public void Flush<THost>(scoped ref THost host, scoped ref NodeTable nodes)
        where THost : struct, IHost, allows ref struct
    {
        Span<Digest> digests = _digests[.._count];
        TreeHash.HashMessages(ref host, _domain, _length, _messages, digests, _scratch);
        for (int i = 0; i < digests.Length; i++)
            nodes[_nodes[i]].Digest = digests[i];
        _count = 0;
    }

    private static bool TryCreate(uint domain, int length, scoped ref WitnessArena arena, out LeafBatch batch)
    {
        batch = default;
        if (!arena.TryTake(Capacity * length, out Span<KoalaBear> messages)
            || !arena.TryTake(Capacity * Poseidon2Width24.Width, out Span<KoalaBear> scratch)
            || !arena.TryTake(Capacity, out Span<Digest> digests)
            || !arena.TryTake(Capacity, out Span<uint> nodes))
            return false;
        batch = new LeafBatch(domain, length, messages, scratch, digests, nodes);
        return true;
    }
}

/// <summary>What becomes of an entry's leaf.</summary>
public enum LeafChange
{
    /// <summary>The entry keeps its value, present or absent.</summary>
    None,

    /// <summary>The leaf keeps its index and gets another value.</summary>
    Updated,

    /// <summary>The entry was absent: a new leaf with a new index.</summary>
    Created,

    /// <summary>The entry becomes absent.</summary>
    Deleted,
}
