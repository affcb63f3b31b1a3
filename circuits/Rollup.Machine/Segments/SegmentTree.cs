using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Kernel.State;
using Rollup.Machine.Emulation;
using Rollup.Machine.Events;
using Rollup.Machine.Memory;
using Rollup.Machine.Programs;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Segments;

/// <summary>Keeps the memory tree in step with the emulator: the root before the first segment, and what each segment changes.</summary>
public static class SegmentTree
{
    /// <summary>The tree of a run that has not begun: image and input, and zero everywhere else.</summary>
    public static MemoryTree Initial(ProgramImage program, ReadOnlySpan<byte> input, Workers workers)
    {
        MemoryTree tree = new();
        PagedMemory memory = new(long.MaxValue);
        SortedSet<uint> blocks = [];
        foreach (ImageSegment segment in program.Image)
            Add(segment.Address, segment.Bytes.Span);
        Add(MemoryMap.Input, input);
        uint[] indices = [.. blocks];
        ulong[] words = new ulong[indices.Length * MemoryMap.BlockWords];
        for (int i = 0; i < indices.Length; i++)
            memory.ReadBlock(indices[i], words.AsSpan(i * MemoryMap.BlockWords));
        tree.Update(indices, words, workers);
        return tree;

        void Add(uint address, ReadOnlySpan<byte> bytes)
        {
            memory.Write(address, bytes);
            for (uint block = address / MemoryMap.BlockBytes; bytes.Length > 0 && block <= (address + (uint)bytes.Length - 1) / MemoryMap.BlockBytes; block++)
                blocks.Add(block);
        }
    }

    /// <summary>Brings <paramref name="tree"/> from the start of the emulator's segment to where it stands now.</summary>
    public static void Advance(MemoryTree tree, Emulator emulator, Workers workers)
    {
        List<uint> written = [.. RegisterBlocks];
        foreach (ref readonly TouchedBlock block in emulator.Touched)
        {
            if (emulator.IsWritten(block.Index))
                written.Add(block.Index);
        }

        written.Sort();
        ulong[] words = new ulong[written.Count * MemoryMap.BlockWords];
        for (int i = 0; i < written.Count; i++)
            ReadBlock(emulator, written[i], words.AsSpan(i * MemoryMap.BlockWords, MemoryMap.BlockWords));
        tree.Update(CollectionsMarshal.AsSpan(written), words, workers);
    }

    /// <summary>As <see cref="Advance"/>, for a traced segment that has ended: completes its <paramref name="events"/>.</summary>
    public static void Complete(MemoryTree tree, Emulator emulator, uint startPc, SegmentEvents events, Workers workers)
    {
        Digest startRoot = tree.Root;
        AddLeaves(tree, emulator, events);
        AddNodes(tree, events);
        Advance(tree, emulator, workers);
        foreach (ref LeafEvent leaf in CollectionsMarshal.AsSpan(events.Leaves))
        {
            leaf.DigestAfter = tree[0, leaf.Index];
            AddCompression(events.Compressions24, Pack(leaf.Before), Pack(leaf.After), leaf.IsWritten);
        }

        foreach (ref NodeEvent node in CollectionsMarshal.AsSpan(events.Nodes))
        {
            node.LeftAfter = tree[node.Height - 1, 2 * node.Index];
            node.RightAfter = tree[node.Height - 1, (2 * node.Index) + 1];
            node.After = tree[node.Height, node.Index];
            AddCompression(
                events.Compressions16, [.. node.LeftBefore.AsSpan(), .. node.RightBefore.AsSpan()], [.. node.LeftAfter.AsSpan(), .. node.RightAfter.AsSpan()], node.IsAboveWritten);
        }

        events.Counts = emulator.Counts.Copy();
        events.RowCounts = emulator.RowCounts.ToArray();
        events.EndTime = Chips.Boundary.BoundaryChip.StartTime + (uint)((emulator.Cycle - emulator.SegmentStart) * Access.InstructionStep.Duration);
        events.Statement = new(startPc, startRoot, emulator.Pc, tree.Root);
    }

    private static IEnumerable<uint> RegisterBlocks => Enumerable.Range(0, MemoryMap.RegisterBlockCount).Select(i => MemoryMap.RegisterBlocks + (uint)i);

    private static void AddLeaves(MemoryTree tree, Emulator emulator, SegmentEvents events)
    {
        foreach (ref readonly TouchedBlock block in emulator.Touched)
        {
            LeafEvent leaf = new() { Index = block.Index, IsWritten = emulator.IsWritten(block.Index), Before = block.Before, DigestBefore = tree[0, block.Index] };
            emulator.Memory.ReadBlock(block.Index, leaf.After);
            emulator.LastAccesses(block.Index).CopyTo(leaf.LastTimes);
            events.Leaves.Add(leaf);
        }

        foreach (uint block in RegisterBlocks)
        {
            LeafEvent leaf = new() { Index = block, IsWritten = true, DigestBefore = tree[0, block] };
            CopyRegisters(emulator.RegistersAtStart, block, leaf.Before);
            CopyRegisters(emulator.Registers, block, leaf.After);
            CopyRegisters(emulator.RegisterTimes, block, leaf.LastTimes);
            events.Leaves.Add(leaf);
        }

        events.Leaves.Sort((x, y) => x.Index.CompareTo(y.Index));
    }

    private static void AddNodes(MemoryTree tree, SegmentEvents events)
    {
        uint[] children = [.. events.Leaves.Select(leaf => leaf.Index)];
        HashSet<uint> written = [.. events.Leaves.Where(leaf => leaf.IsWritten).Select(leaf => leaf.Index)];
        for (int height = 1; height <= MemoryMap.TreeHeight; height++)
        {
            HashSet<uint> touched = [.. children];
            uint[] nodes = MemoryTree.Parents(children);
            written = [.. written.Select(child => child >> 1)];
            foreach (uint index in nodes)
            {
                events.Nodes.Add(new()
                {
                    Height = height,
                    Index = index,
                    IsLeftTouched = touched.Contains(2 * index),
                    IsRightTouched = touched.Contains((2 * index) + 1),
                    IsAboveWritten = written.Contains(index),
                    LeftBefore = tree[height - 1, 2 * index],
                    RightBefore = tree[height - 1, (2 * index) + 1],
                    Before = tree[height, index],
                });
            }

            children = nodes;
        }
    }

    /// <summary>The lookups of a row: one input twice if nothing was written, or else two inputs, even if they are equal, so that their number is known without the values.</summary>
    private static void AddCompression(List<Compression> compressions, KoalaBear[] before, KoalaBear[] after, bool isWritten)
    {
        compressions.Add(new(before, isWritten ? 1u : 2u));
        if (isWritten)
            compressions.Add(new(after, 1));
    }

    private static KoalaBear[] Pack(ReadOnlySpan<ulong> words)
    {
        KoalaBear[] elements = new KoalaBear[MemoryTree.BlockElements];
        MemoryTree.Pack(words, elements);
        return elements;
    }

    private static void ReadBlock(Emulator emulator, uint block, Span<ulong> words)
    {
        if (block >= MemoryMap.RegisterBlocks)
            CopyRegisters(emulator.Registers, block, words);
        else
            emulator.Memory.ReadBlock(block, words);
    }

    /// <summary>The part of a list of registers that a block holds; the rest of the block is zero.</summary>
    private static void CopyRegisters<T>(ReadOnlySpan<T> registers, uint block, Span<T> part)
    {
        int first = (int)(block - MemoryMap.RegisterBlocks) * MemoryMap.BlockWords;
        part.Clear();
        registers[first..Math.Min(registers.Length, first + MemoryMap.BlockWords)].CopyTo(part);
    }
}
