using Rollup.Kernel.State;
using Rollup.Machine.Emulation;
using Rollup.Machine.Events;
using Rollup.Machine.Memory;
using Rollup.Machine.Programs;
using Rollup.Machine.Proving;
using Rollup.Machine.Tables;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Segments;

/// <summary>Runs a program on an input, cuts the run into segments, and traces any of them. Where segments begin and end depends on program, input and shapes alone, so that any worker finds the same ones.</summary>
public sealed class SegmentRunner
{
    /// <summary>Instructions after which a run is given up, by default; batches stay far below.</summary>
    public const long DefaultMaxInstructions = 1L << 40;

    private readonly IReadOnlyList<IChip> _chips;
    private readonly IReadOnlyList<SegmentShape> _shapes;
    private readonly Workers _workers;
    private readonly Emulator _emulator;
    private readonly MemoryTree _tree;
    private readonly Digest _inputRoot;

    public SegmentRunner(ProgramImage program, IReadOnlyList<IChip> chips, IReadOnlyList<SegmentShape> shapes, ReadOnlySpan<byte> input, Workers workers)
    {
        _chips = chips;
        _shapes = shapes;
        _workers = workers;
        _emulator = new(program, input);
        _tree = SegmentTree.Initial(program, input, workers);
        _inputRoot = InitialMemory.InputOf(_tree);
    }

    /// <summary>Runs to the end.</summary>
    public RunPlan Plan(long maxInstructions = DefaultMaxInstructions)
    {
        List<SegmentPlan> segments = [];
        while (_emulator.Exit is null)
        {
            _workers.Cancellation.ThrowIfCancellationRequested();
            if (_emulator.Cycle >= maxInstructions)
                return new(segments, new(ExitReason.InstructionLimit, _emulator.Pc, 0), ReadOutput());
            (uint startPc, Digest startRoot) = (_emulator.Pc, _tree.Root);
            _emulator.BeginSegment(events: null);
            RunSegment();
            SegmentTree.Advance(_tree, _emulator, _workers);
            segments.Add(new(segments.Count, _emulator.SegmentStart, _emulator.Cycle, startPc, startRoot, _emulator.Pc, _tree.Root, _emulator.Counts.Copy()));
        }

        return new(segments, _emulator.Exit, ReadOutput());
    }

    /// <summary>The events of the segment that runs from <paramref name="startCycle"/> to <paramref name="endCycle"/>. Segments may be traced in ascending order only.</summary>
    public SegmentEvents Trace(long startCycle, long endCycle)
    {
        if (_emulator.Cycle > startCycle)
            throw new InvalidOperationException($"The run is past cycle {startCycle}.");
        if (_emulator.Cycle < startCycle)
        {
            _emulator.BeginSegment(events: null);
            _emulator.Run(startCycle - _emulator.Cycle);
            SegmentTree.Advance(_tree, _emulator, _workers);
        }

        SegmentEvents events = new();
        uint startPc = _emulator.Pc;
        _emulator.BeginSegment(events);
        _emulator.Run(endCycle - startCycle);
        SegmentTree.Complete(_tree, _emulator, startPc, events, _workers);
        return events;
    }

    /// <summary>The run as a verifier of its segments wants it. The last of them has been planned or traced before.</summary>
    public RunProof Finish(int segmentCount) => new(segmentCount, _inputRoot, OutputOpening.Of(_tree, ReadOutput()));

    private void RunSegment()
    {
        while (_emulator.Exit is null && SegmentBudget.For(_chips, _shapes, _emulator.Counts) is { } budget)
            _emulator.Run(budget.Instructions, budget.Blocks, budget.Calls);
        if (_emulator.Cycle == _emulator.SegmentStart && _emulator.Exit is null)
            throw new InvalidOperationException("No shape holds a single instruction.");
    }

    private ulong[] ReadOutput()
    {
        ulong[] words = new ulong[MemoryMap.OutputBytes / MemoryMap.WordBytes];
        for (uint i = 0; i < (uint)words.Length; i++)
            words[i] = _emulator.Memory.ReadWord((MemoryMap.Output / MemoryMap.WordBytes) + i);
        return words;
    }
}
