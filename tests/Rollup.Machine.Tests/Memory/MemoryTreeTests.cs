using Rollup.Machine.Memory;
using Rollup.Stark.Matrices;
using Digest = Rollup.Kernel.State.Digest;

namespace Rollup.Machine.Tests.Memory;

public class MemoryTreeTests
{
    [Fact]
    public void The_root_is_that_of_the_paths_from_the_blocks()
    {
        MemoryTree tree = new();
        tree.Root.ShouldBe(MemoryTree.EmptySubtree(MemoryMap.TreeHeight));
        uint[] blocks = [5, 1 << 18, MemoryMap.RegisterBlocks];
        ulong[] words = [.. Enumerable.Range(1, blocks.Length * MemoryMap.BlockWords).Select(i => (ulong)i * 0x0123_4567_89ab_cdef)];
        tree.Update(blocks, words, Workers.All);
        for (int i = 0; i < blocks.Length; i++)
        {
            Digest digest = MemoryTree.HashBlock(words.AsSpan(i * MemoryMap.BlockWords, MemoryMap.BlockWords));
            uint index = blocks[i];
            for (int height = 0; height < MemoryMap.TreeHeight; height++, index >>= 1)
            {
                tree[height, index].ShouldBe(digest);
                Digest sibling = tree[height, index ^ 1];
                digest = (index & 1) == 0 ? MemoryTree.Combine(in digest, in sibling) : MemoryTree.Combine(in sibling, in digest);
            }

            tree.Root.ShouldBe(digest);
        }
    }

    [Fact]
    public void Clearing_a_block_restores_the_root()
    {
        MemoryTree tree = new();
        Digest empty = tree.Root;
        tree.Update([77], new ulong[] { 1, 0, 0, 0, 0, 0, 0, 0 }, Workers.All);
        tree.Root.ShouldNotBe(empty);
        tree.Update([77], new ulong[MemoryMap.BlockWords], Workers.All);
        tree.Root.ShouldBe(empty);
    }

    [Fact]
    public void Counting_touched_nodes_agrees_with_the_parents_of_the_blocks()
    {
        uint[] blocks = [1, 2, 3, 900, 1 << 20];
        TouchedNodes nodes = new();
        foreach (uint block in blocks)
            nodes.Add(block, isWritten: block > 2);
        nodes.Count.ShouldBe(CountAbove(blocks));
        nodes.Written.ShouldBe(CountAbove([.. blocks.Where(block => block > 2)]));
        nodes.Add(1, isWritten: true);
        nodes.Written.ShouldBe(CountAbove(blocks[..1].Concat(blocks[2..]).ToArray()));
    }

    private static long CountAbove(uint[] blocks)
    {
        long count = 0;
        for (int height = 1; height <= MemoryMap.TreeHeight; height++)
            count += (blocks = MemoryTree.Parents(blocks)).Length;
        return count;
    }
}
