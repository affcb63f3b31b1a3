using Rollup.Machine.Memory;
using Digest = Rollup.Kernel.State.Digest;

namespace Rollup.Machine.Segments;

/// <summary>The words of the two output blocks, and the siblings from their parent to the memory tree's root.</summary>
public sealed record OutputOpening(ulong[] Words, Digest[] Siblings)
{
    public const int WordCount = MemoryMap.OutputBytes / MemoryMap.WordBytes;

    /// <summary>The output's blocks are children of one node.</summary>
    public const int SiblingCount = MemoryMap.TreeHeight - 1;

    private const uint FirstBlock = MemoryMap.Output / MemoryMap.BlockBytes;

    public static OutputOpening Of(MemoryTree tree, ulong[] words)
        => new(words, [.. Enumerable.Range(1, SiblingCount).Select(height => tree[height, (FirstBlock >> height) ^ 1])]);

    /// <summary>Whether a memory with this root has these words; false for openings of any other form.</summary>
    public bool IsIn(Digest root)
    {
        if (Words.Length != WordCount || Siblings.Length != SiblingCount)
            return false;
        Digest left = MemoryTree.HashBlock(Words.AsSpan(0, MemoryMap.BlockWords)), right = MemoryTree.HashBlock(Words.AsSpan(MemoryMap.BlockWords));
        Digest node = MemoryTree.Combine(in left, in right);
        for (int i = 0; i < SiblingCount; i++)
            node = ((FirstBlock >> (i + 1)) & 1) == 0 ? MemoryTree.Combine(in node, in Siblings[i]) : MemoryTree.Combine(in Siblings[i], in node);
        return node == root;
    }
}
