using System.Runtime.InteropServices;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;

namespace Rollup.Machine.Events;

/// <summary>Everything that happened in a segment, for the traces of its tables.</summary>
public sealed class SegmentEvents
{
    private readonly List<InstructionEvent>[] _instructions = [.. Enum.GetValues<ChipKind>().Select(_ => new List<InstructionEvent>())];

    private readonly List<CallEvent>[] _calls = [.. Enum.GetValues<Precompile>().Select(_ => new List<CallEvent>())];

    /// <summary>What the segment's proof will say.</summary>
    public SegmentStatement Statement { get; internal set; } = new(0, default, 0, default);

    /// <summary>What the heights of tables depend on.</summary>
    public SegmentCounts Counts { get; internal set; } = new();

    /// <summary>The time after the last instruction.</summary>
    public uint EndTime { get; internal set; }

    /// <summary>How often each row of the program was executed.</summary>
    public uint[] RowCounts { get; internal set; } = [];

    /// <summary>Touched blocks, ascending.</summary>
    public List<LeafEvent> Leaves { get; } = [];

    /// <summary>The nodes above them, level by level from below, ascending in each.</summary>
    public List<NodeEvent> Nodes { get; } = [];

    /// <summary>Inputs of width 16 that the memory tree looks up.</summary>
    public List<Compression> Compressions16 { get; } = [];

    /// <summary>Inputs of width 24 that the memory tree looks up.</summary>
    public List<Compression> Compressions24 { get; } = [];

    /// <summary>The instructions that <paramref name="chip"/> executes, in the order of time.</summary>
    public ReadOnlySpan<InstructionEvent> Instructions(ChipKind chip) => CollectionsMarshal.AsSpan(_instructions[(int)chip]);

    /// <summary>The calls of <paramref name="function"/>, in the order of time.</summary>
    public IReadOnlyList<CallEvent> Calls(Precompile function) => _calls[(int)function];

    public void Add(ChipKind chip, in InstructionEvent instruction) => _instructions[(int)chip].Add(instruction);

    public void Add(CallEvent call) => _calls[(int)call.Function].Add(call);
}
