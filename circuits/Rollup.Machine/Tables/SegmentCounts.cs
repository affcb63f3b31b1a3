using Rollup.Machine.Events;
using Rollup.Machine.Isa;

namespace Rollup.Machine.Tables;

/// <summary>What a segment contains, as far as the heights of tables depend on it.</summary>
public sealed class SegmentCounts
{
    private readonly long[] _executions = new long[Enum.GetValues<ChipKind>().Length];

    private readonly long[] _calls = new long[Enum.GetValues<Precompile>().Length];

    /// <summary>Instructions executed.</summary>
    public long Instructions { get; set; }

    /// <summary>Blocks that are read or written, the registers' included.</summary>
    public long Blocks { get; set; }

    /// <summary>Of these, the ones that are written.</summary>
    public long WrittenBlocks { get; set; }

    /// <summary>Inner nodes of the memory tree above touched blocks.</summary>
    public long Nodes { get; set; }

    /// <summary>Of these, the ones above written blocks.</summary>
    public long WrittenNodes { get; set; }

    /// <summary>Digests of blocks that tree rows look up: one per block, and another one if it is written.</summary>
    public long BlockCompressions => Blocks + WrittenBlocks;

    /// <summary>Digests of inner nodes that tree rows look up.</summary>
    public long NodeCompressions => Nodes + WrittenNodes;

    /// <summary>
    /// The most that these counts can become: every chip executes <paramref name="instructions"/> more, every precompile is called <paramref name="calls"/> times more, and
    /// <paramref name="blocks"/> more blocks are written.
    /// </summary>
    public SegmentCounts After(long instructions, long blocks, long calls)
    {
        SegmentCounts counts = new()
        {
            Instructions = Instructions + instructions,
            Blocks = Blocks + blocks,
            WrittenBlocks = WrittenBlocks + blocks,
            Nodes = Nodes + (blocks * MemoryMap.TreeHeight),
            WrittenNodes = WrittenNodes + (blocks * MemoryMap.TreeHeight),
        };
        for (int i = 0; i < _executions.Length; i++)
            counts._executions[i] = _executions[i] + instructions;
        for (int i = 0; i < _calls.Length; i++)
            counts._calls[i] = _calls[i] + calls;
        return counts;
    }

    public SegmentCounts Copy() => After(0, 0, 0);

    public void Clear()
    {
        _executions.AsSpan().Clear();
        _calls.AsSpan().Clear();
        (Instructions, Blocks, WrittenBlocks, Nodes, WrittenNodes) = (0, 0, 0, 0, 0);
    }

    public ref long Executions(ChipKind chip) => ref _executions[(int)chip];

    public ref long Calls(Precompile function) => ref _calls[(int)function];
}
