using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;
using Rollup.Stark.Hashing;
using Rollup.Stark.Matrices;
using Digest = Rollup.Kernel.State.Digest;

namespace Rollup.Machine.Memory;

/// <summary>
/// The Merkle tree over all blocks of memory, registers included. A leaf is the digest of a block: 24 elements m, three per word, hashed to the first eight of P24(m) + m; an inner node is the
/// first eight of P16(l ‖ r) + (l ‖ r). The digest of an empty block or subtree is what these functions give.
/// </summary>
public sealed class MemoryTree
{
    /// <summary>Elements of a block.</summary>
    public const int BlockElements = Poseidon2Width24.Width;

    private const int LogPage = 10, PageNodes = 1 << LogPage, HashGrain = 1024;

    private static readonly Digest[] EmptySubtrees = ComputeEmptySubtrees();

    // Nodes by their number in a heap whose root is 1; a page that is missing holds empty subtrees.
    private readonly Digest[]?[] _pages = new Digest[]?[1 << (MemoryMap.TreeHeight + 1 - LogPage)];

    public Digest Root => this[MemoryMap.TreeHeight, 0];

    /// <summary>The node <paramref name="index"/> at <paramref name="height"/> above the leaves.</summary>
    public Digest this[int height, uint index]
    {
        get
        {
            uint node = NodeNumber(height, index);
            return _pages[node >> LogPage] is { } page ? page[node & (PageNodes - 1)] : EmptySubtrees[height];
        }

        private set
        {
            uint node = NodeNumber(height, index);
            ref Digest[]? page = ref _pages[node >> LogPage];
            page ??= EmptyPage(node >> LogPage);
            page[node & (PageNodes - 1)] = value;
        }
    }

    /// <summary>The digest of a subtree of 2^<paramref name="height"/> empty blocks.</summary>
    public static Digest EmptySubtree(int height) => EmptySubtrees[height];

    /// <summary>Writes the 24 elements of a block: of each word with limbs l₀ … l₃ these are l₀ + 2^16·(l₃ mod 2^8), l₁ + 2^16·⌊l₃ / 2^8⌋ and l₂.</summary>
    public static void Pack(ReadOnlySpan<ulong> words, Span<KoalaBear> elements)
    {
        for (int i = 0; i < MemoryMap.BlockWords; i++)
        {
            ulong word = words[i];
            elements[3 * i] = KoalaBear.FromCanonical((uint)(word & 0xffff) | ((uint)(word >> 48) & 0xff) << 16);
            elements[(3 * i) + 1] = KoalaBear.FromCanonical((uint)((word >> 16) & 0xffff) | (uint)(word >> 56) << 16);
            elements[(3 * i) + 2] = KoalaBear.FromCanonical((uint)(word >> 32) & 0xffff);
        }
    }

    /// <summary>The parent of two nodes.</summary>
    public static Digest Combine(in Digest left, in Digest right)
    {
        Span<KoalaBear> state = stackalloc KoalaBear[Poseidon2Width16.Width];
        left.AsSpan().CopyTo(state);
        right.AsSpan().CopyTo(state[Digest.Length..]);
        Poseidon2Permutation.Permute16(state);
        return AddInput(state, left.AsSpan());
    }

    /// <summary>The digest of a block.</summary>
    public static Digest HashBlock(ReadOnlySpan<ulong> words)
    {
        Span<KoalaBear> input = stackalloc KoalaBear[BlockElements], state = stackalloc KoalaBear[BlockElements];
        Pack(words, input);
        input.CopyTo(state);
        Poseidon2Permutation.Permute24(state);
        return AddInput(state, input);
    }

    /// <summary>Sets the given blocks, eight words each, and all nodes above them. <paramref name="blocks"/> ascend.</summary>
    public void Update(ReadOnlySpan<uint> blocks, ReadOnlyMemory<ulong> words, Workers workers)
    {
        if (blocks.Length == 0)
            return;
        uint[] indices = blocks.ToArray();
        Digest[] digests = new Digest[indices.Length];
        workers.ForRanges(indices.Length, HashGrain, (from, to) =>
        {
            KoalaBear[] states = new KoalaBear[(to - from) * BlockElements];
            for (int i = from; i < to; i++)
                Pack(words.Span.Slice(i * MemoryMap.BlockWords, MemoryMap.BlockWords), states.AsSpan((i - from) * BlockElements));
            Compress(states, BlockElements, digests.AsSpan(from, to - from));
        });
        for (int i = 0; i < indices.Length; i++)
            this[0, indices[i]] = digests[i];

        for (int height = 1; height <= MemoryMap.TreeHeight; height++)
        {
            indices = Parents(indices);
            digests = new Digest[indices.Length];
            (int level, uint[] parents, Digest[] results) = (height, indices, digests);
            workers.ForRanges(parents.Length, HashGrain, (from, to) =>
            {
                KoalaBear[] states = new KoalaBear[(to - from) * Poseidon2Width16.Width];
                for (int i = from; i < to; i++)
                {
                    Span<KoalaBear> state = states.AsSpan((i - from) * Poseidon2Width16.Width);
                    this[level - 1, 2 * parents[i]].AsSpan().CopyTo(state);
                    this[level - 1, (2 * parents[i]) + 1].AsSpan().CopyTo(state[Digest.Length..]);
                }

                Compress(states, Poseidon2Width16.Width, results.AsSpan(from, to - from));
            });
            for (int i = 0; i < indices.Length; i++)
                this[height, indices[i]] = digests[i];
        }
    }

    /// <summary>The parents of ascending nodes, each once.</summary>
    public static uint[] Parents(ReadOnlySpan<uint> nodes)
    {
        List<uint> parents = new(nodes.Length);
        foreach (uint node in nodes)
        {
            if (parents.Count == 0 || parents[^1] != node >> 1)
                parents.Add(node >> 1);
        }

        return [.. parents];
    }

    private static void Compress(KoalaBear[] states, int width, Span<Digest> digests)
    {
        KoalaBear[] inputs = [.. states];
        if (width == Poseidon2Width16.Width)
            PackedPoseidon2.Permute16(states);
        else
            PackedPoseidon2.Permute24(states);
        for (int i = 0; i < digests.Length; i++)
            digests[i] = AddInput(states.AsSpan(i * width, Digest.Length), inputs.AsSpan(i * width, Digest.Length));
    }

    private static Digest AddInput(ReadOnlySpan<KoalaBear> state, ReadOnlySpan<KoalaBear> input)
    {
        Span<KoalaBear> sum = stackalloc KoalaBear[Digest.Length];
        for (int i = 0; i < sum.Length; i++)
            sum[i] = state[i] + input[i];
        return Digest.FromElements(sum);
    }

    private static uint NodeNumber(int height, uint index) => (1u << (MemoryMap.TreeHeight - height)) + index;

    private static Digest[] EmptyPage(uint page)
    {
        Digest[] nodes = new Digest[PageNodes];
        for (uint i = 0; i < PageNodes; i++)
        {
            uint node = (page << LogPage) + i;
            if (node > 0)
                nodes[i] = EmptySubtrees[MemoryMap.TreeHeight - int.CreateChecked(uint.Log2(node))];
        }

        return nodes;
    }

    private static Digest[] ComputeEmptySubtrees()
    {
        Digest[] digests = new Digest[MemoryMap.TreeHeight + 1];
        digests[0] = HashBlock(stackalloc ulong[MemoryMap.BlockWords]);
        for (int height = 1; height < digests.Length; height++)
            digests[height] = Combine(in digests[height - 1], in digests[height - 1]);
        return digests;
    }
}
