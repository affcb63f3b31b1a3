using Rollup.Machine.Emulation;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Memory;
using Rollup.Machine.Programs;
using Rollup.Machine.Tables;

namespace Rollup.Machine.Segments;

/// <summary>A run that shapes are chosen for, cut into short windows: what any sequence of them contains is known without running it again.</summary>
public sealed class Workload
{
    private readonly List<WorkloadWindow> _windows = [];

    /// <summary>Runs <paramref name="program"/> on <paramref name="input"/> and looks at it every <paramref name="windowInstructions"/> instructions.</summary>
    public Workload(ProgramImage program, ReadOnlySpan<byte> input, long windowInstructions)
    {
        Emulator emulator = new(program, input);
        while (emulator.Exit is null)
        {
            emulator.BeginSegment(events: null);
            emulator.Run(windowInstructions);
            List<(uint, bool)> blocks = [];
            foreach (ref readonly TouchedBlock block in emulator.Touched)
                blocks.Add((block.Index, emulator.IsWritten(block.Index)));
            _windows.Add(new(emulator.Counts.Copy(), blocks));
        }

        Instructions = emulator.Cycle;
    }

    public long Instructions { get; }

    public int Windows => _windows.Count;

    /// <summary>The counts of segments that begin with window <paramref name="first"/> and end with it, with the next one, and so on.</summary>
    public IEnumerable<SegmentCounts> CountsFrom(int first)
    {
        SegmentCounts sum = new();
        TouchedNodes nodes = new();
        Dictionary<uint, bool> blocks = [];
        for (uint i = 0; i < MemoryMap.RegisterBlockCount; i++)
            Touch(MemoryMap.RegisterBlocks + i, isWritten: true);
        for (int window = first; window < _windows.Count; window++)
        {
            WorkloadWindow added = _windows[window];
            sum.Instructions += added.Counts.Instructions;
            foreach (ChipKind kind in Enum.GetValues<ChipKind>())
                sum.Executions(kind) += added.Counts.Executions(kind);
            foreach (Precompile function in Enum.GetValues<Precompile>())
                sum.Calls(function) += added.Counts.Calls(function);
            foreach ((uint block, bool isWritten) in added.Blocks)
                Touch(block, isWritten);
            sum.Blocks = blocks.Count;
            sum.WrittenBlocks = blocks.Count(block => block.Value);
            sum.Nodes = nodes.Count;
            sum.WrittenNodes = nodes.Written;
            yield return sum.Copy();
        }

        void Touch(uint block, bool isWritten)
        {
            blocks[block] = isWritten || blocks.GetValueOrDefault(block);
            nodes.Add(block, isWritten);
        }
    }
}
