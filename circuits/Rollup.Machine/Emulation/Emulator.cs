using System.Runtime.InteropServices;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Memory;
using Rollup.Machine.Programs;
using Rollup.Machine.Tables;

namespace Rollup.Machine.Emulation;

/// <summary>
/// Executes a program. A run is a sequence of segments, which the caller begins and whose lengths it chooses; within one the emulator counts what the heights of tables depend on, and on
/// request leaves an event per instruction. Where a run goes depends on program and input alone.
/// </summary>
public sealed unsafe partial class Emulator
{
    /// <summary>Reads need a mark of at least this, writes of at least this plus one: twice the number of the segment, from 1 on.</summary>
    private uint _readMark;

    private readonly ProgramImage _program;
    private readonly PagedMemory _memory;
    private readonly CodeSlot[] _code;

    // Pinned arrays, so that the loop addresses them without bounds checks: registers, the time of each one's last access, executions per chip and per row.
    private readonly ulong[] _registers = GC.AllocateArray<ulong>(MemoryMap.Registers, pinned: true);
    private readonly uint[] _registerTimes = new uint[MemoryMap.Registers];
    private readonly long[] _chipCounts = GC.AllocateArray<long>(Enum.GetValues<ChipKind>().Length, pinned: true);
    private readonly uint[] _rowCounts;

    private readonly TouchedNodes _nodes = new();
    private readonly List<TouchedBlock> _touched = [];
    private readonly SegmentCounts _counts = new();

    // Until when the loop runs on; set to the current instruction by whoever wants it to stop.
    private long _stopAt;
    private long _blockBudget;
    private long _callBudget;
    private RunExit? _exit;
    private WordAccess _word;
    private WordAccess _nextWord;
    private ExitReason _fault;
    private uint _time;
    private SegmentEvents? _events;

    /// <param name="program">What to run.</param>
    /// <param name="input">The words at <see cref="MemoryMap.Input"/>, as bytes.</param>
    /// <param name="maxMemoryBytes">The most memory that the program may touch, image and input included.</param>
    public Emulator(ProgramImage program, ReadOnlySpan<byte> input, long maxMemoryBytes = 2L << 30)
    {
        if (input.Length > MemoryMap.InputEnd - MemoryMap.Input)
            throw new ArgumentException($"The input of {input.Length} bytes exceeds its place in memory.", nameof(input));
        _program = program;
        _code = Lay(program);
        _memory = new(maxMemoryBytes);
        foreach (ImageSegment segment in program.Image)
            _memory.Write(segment.Address, segment.Bytes.Span);
        _memory.Write(MemoryMap.Input, input);
        _rowCounts = new uint[_code.Length];
        Pc = program.Entry;
        BeginSegment(events: null);
    }

    /// <summary>Instructions executed since the start.</summary>
    public long Cycle { get; private set; }

    /// <summary>Instructions executed since the start when the segment began.</summary>
    public long SegmentStart { get; private set; }

    /// <summary>The address of the next instruction.</summary>
    public uint Pc { get; private set; }

    /// <summary>How the run ended, or null while it goes on.</summary>
    public RunExit? Exit => _exit;

    public PagedMemory Memory => _memory;

    /// <summary>The blocks that the segment has touched so far, without those of the registers.</summary>
    public ReadOnlySpan<TouchedBlock> Touched => CollectionsMarshal.AsSpan(_touched);

    public ReadOnlySpan<ulong> Registers => _registers;

    /// <summary>The registers' values when the segment began.</summary>
    public ReadOnlySpan<ulong> RegistersAtStart => _registersAtStart;

    /// <summary>Times of the registers' last accesses in the segment, if it is traced.</summary>
    public ReadOnlySpan<uint> RegisterTimes => _registerTimes;

    /// <summary>How often each row of the program was executed since <see cref="ClearRowCounts"/>, if rows are counted.</summary>
    public ReadOnlySpan<uint> RowCounts => _rowCounts.AsSpan(0, _program.Code.Count);

    private readonly ulong[] _registersAtStart = new ulong[MemoryMap.Registers];

    /// <summary>Whether the segment has written the block, which it has touched.</summary>
    public bool IsWritten(uint block)
    {
        byte* page = _memory.Pages[block >> (PagedMemory.LogPageBytes - 6)];
        return ((uint*)(page + PagedMemory.Marks))[block & ((PagedMemory.PageBytes / MemoryMap.BlockBytes) - 1)] > _readMark;
    }

    /// <summary>The times of the last accesses to the words of a block that the segment, which is traced, has touched.</summary>
    public ReadOnlySpan<uint> LastAccesses(uint block)
    {
        byte* page = _memory.Pages[block >> (PagedMemory.LogPageBytes - 6)];
        uint inPage = block & ((PagedMemory.PageBytes / MemoryMap.BlockBytes) - 1);
        return new((uint*)(page + PagedMemory.Times) + (inPage * MemoryMap.BlockWords), MemoryMap.BlockWords);
    }

    /// <summary>What the segment contains so far. The registers' blocks count as written.</summary>
    public SegmentCounts Counts
    {
        get
        {
            _counts.Instructions = Cycle - SegmentStart;
            foreach (ChipKind chip in Enum.GetValues<ChipKind>())
                _counts.Executions(chip) = _chipCounts[(int)chip];
            _counts.Nodes = _nodes.Count;
            _counts.WrittenNodes = _nodes.Written;
            return _counts;
        }
    }

    /// <summary>Begins a segment with the next instruction, traced into <paramref name="events"/> if given.</summary>
    public void BeginSegment(SegmentEvents? events)
    {
        _events = events;
        SegmentStart = Cycle;
        _readMark += 2;
        _touched.Clear();
        _nodes.Clear();
        _counts.Clear();
        _chipCounts.AsSpan().Clear();
        _registerTimes.AsSpan().Clear();
        Registers.CopyTo(_registersAtStart);
        if (events is not null)
            ClearRowCounts();
        for (uint i = 0; i < MemoryMap.RegisterBlockCount; i++)
            CountBlock(MemoryMap.RegisterBlocks + i, isNew: true, isWritten: true);
    }

    public void ClearRowCounts() => _rowCounts.AsSpan().Clear();

    /// <summary>
    /// Executes up to <paramref name="instructions"/> instructions; fewer if the run ends, or once it has touched (first read, or first written) <paramref name="blocks"/> more blocks in this segment or called <paramref name="calls"/>
    /// more precompiles. (The instruction that does so is completed, so a few more may be touched.)
    /// </summary>
    public void Run(long instructions, long blocks = long.MaxValue, long calls = long.MaxValue, bool countRows = false)
    {
        if (_exit is not null)
            return;
        _blockBudget = blocks;
        _callBudget = calls;
        _stopAt = instructions > long.MaxValue - Cycle ? long.MaxValue : Cycle + instructions;
        if (_events is not null)
            Execute<EmulationMode.Tracing>();
        else if (countRows)
            Execute<EmulationMode.Profiling>();
        else
            Execute<EmulationMode.Planning>();
    }

    private static CodeSlot[] Lay(ProgramImage program)
    {
        CodeSlot[] slots = new CodeSlot[program.Code.Count + 1];
        for (int i = 0; i < program.Code.Count; i++)
        {
            DecodedInstruction row = program.Code[i];
            OperandUse use = Operands.Of(row.Operation);
            long target = ((long)row.Next - program.CodeStart) >> 2;
            slots[i] = new()
            {
                Operation = row.Operation,
                Rd = row.Rd,
                Rs1 = row.Rs1,
                Rs2 = row.Rs2,
                Chip = InstructionSet.ChipOf(row.Operation),
                Unaligned = InstructionSet.UnalignedChipOf(row.Operation),
                ReadsRs1 = use.HasFlag(OperandUse.ReadsRs1),
                ReadsRs2 = use.HasFlag(OperandUse.ReadsRs2),
                WritesRd = use.HasFlag(OperandUse.WritesRd),
                Next = target >= 0 && target < program.Code.Count ? (int)target : program.Code.Count,
                Immediate = row.Immediate,
            };
        }

        return slots;
    }
}
