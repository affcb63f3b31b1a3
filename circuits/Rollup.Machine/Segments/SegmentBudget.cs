using Rollup.Machine.Events;
using Rollup.Machine.Tables;

namespace Rollup.Machine.Segments;

/// <summary>How much further a segment may run before it must be looked at again. Whatever happens within the budget, some shape holds the segment afterwards.</summary>
public readonly record struct SegmentBudget(long Instructions, long Blocks, long Calls)
{
    /// <summary>Times of a segment stay below 2^24.</summary>
    public const long MaxInstructions = (1 << 22) - 2;

    private const long LargestStep = 1 << 18, InstructionsPerBlock = 32, InstructionsPerCall = 1024;

    /// <summary>The most blocks that one instruction can touch: its operands' words, wherever they begin, or two words of a load or store.</summary>
    public static long MaxBlocksPerInstruction { get; } = Enum.GetValues<Precompile>().Max(function =>
    {
        (Operand first, Operand second) = PrecompileOperands.Of(function);
        return BlocksOf(first) + BlocksOf(second);
    });

    /// <summary>The counts that one instruction, whichever it is, adds at most.</summary>
    public static SegmentCounts AfterAnyInstruction(SegmentCounts counts) => counts.After(1, MaxBlocksPerInstruction, 1);

    /// <summary>The largest budget that one of the shapes allows, or null if none has room for whatever the next instruction is: the segment ends.</summary>
    public static SegmentBudget? For(IReadOnlyList<IChip> chips, IReadOnlyList<SegmentShape> shapes, SegmentCounts counts)
    {
        for (long instructions = LargestStep; instructions > 0; instructions /= 2)
        {
            // The instruction that exhausts the budget of blocks or calls is completed.
            long blocks = instructions / InstructionsPerBlock, calls = instructions / InstructionsPerCall;
            SegmentCounts most = counts.After(instructions, Math.Max(0, blocks - 1) + MaxBlocksPerInstruction, Math.Max(1, calls));
            if (most.Instructions <= MaxInstructions && shapes.Any(shape => shape.Holds(chips, most)))
                return new(instructions, Math.Max(1, blocks), Math.Max(1, calls));
        }

        return null;
    }

    private static long BlocksOf(Operand operand) => operand.Words == 0 ? 0 : (operand.Words + (2 * (MemoryMap.BlockWords - 1))) / MemoryMap.BlockWords;
}
