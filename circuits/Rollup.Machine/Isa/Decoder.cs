namespace Rollup.Machine.Isa;

/// <summary>Turns words of the program into rows. Whatever it does not know becomes <see cref="Operation.Invalid"/>.</summary>
public static class Decoder
{
    private static readonly InstructionDefinition[][] ByOpcode =
        [.. Enumerable.Range(0, 128).Select(opcode => InstructionSet.All.Where(definition => (definition.Match & 0x7f) == opcode).ToArray())];

    /// <summary>The encoding of <paramref name="word"/>, or null.</summary>
    public static InstructionDefinition? Find(uint word)
    {
        foreach (InstructionDefinition definition in ByOpcode[word & 0x7f])
        {
            if ((word & definition.Mask) == definition.Match)
                return definition;
        }

        return null;
    }

    public static DecodedInstruction Decode(uint pc, uint word)
    {
        uint following = pc + 4;
        DecodedInstruction invalid = new(pc, Operation.Invalid, 0, 0, 0, 0, following);
        if (Find(word) is not { } definition)
            return invalid;
        byte rd = (byte)((word >> 7) & 31), rs1 = (byte)((word >> 15) & 31), rs2 = (byte)((word >> 20) & 31);
        if (rd == 0)
            rd = DecodedInstruction.Sink;
        long immediate = (int)word >> 20;
        switch (definition.Format)
        {
            case InstructionFormat.Register:
                if (definition.Operation == Operation.Add && (rd == rs1 || rd == rs2))
                    return new(pc, Operation.Accumulate, rd, rd, rd == rs1 ? rs2 : rs1, 0, following);
                if (definition.Operation == Operation.AddUnsignedWord && rs2 == 0)
                    return new(pc, Operation.ZeroExtendWord, rd, rs1, 0, 0, following);
                return new(pc, definition.Operation, rd, rs1, rs2, 0, following);
            case InstructionFormat.Unary:
                return new(pc, definition.Operation, rd, rs1, 0, 0, following);
            case InstructionFormat.Immediate:
                if (definition.Operation == Operation.AddImmediate && rs1 == 0)
                    return new(pc, Operation.Constant, rd, 0, 0, immediate, following);
                if (definition.Operation == Operation.AddImmediate && immediate == 0)
                    return new(pc, Operation.Move, rd, rs1, 0, 0, following);
                if (definition.Operation == Operation.AddImmediate && rd == rs1)
                    return new(pc, Operation.Increment, rd, rs1, 0, immediate, following);
                return new(pc, definition.Operation, rd, rs1, 0, immediate, following);
            case InstructionFormat.ShiftAmount:
                return new(pc, definition.Operation, rd, rs1, 0, immediate & 63, following);
            case InstructionFormat.Store:
                return new(pc, definition.Operation, 0, rs1, rs2, (immediate & ~31L) | ((word >> 7) & 31), following);
            case InstructionFormat.Branch:
                long distance = ((immediate >> 11) << 12) | ((word << 4) & 0x800) | ((word >> 20) & 0x7e0) | ((word >> 7) & 0x1e);
                return IsTarget(pc + distance) ? new(pc, rs2 == 0 ? AgainstZero(definition.Operation) : definition.Operation, 0, rs1, rs2, 0, (uint)(pc + distance)) : invalid;
            case InstructionFormat.Jump:
                long offset = ((immediate >> 11) << 20) | (word & 0xff000) | ((word >> 9) & 0x800) | ((word >> 20) & 0x7fe);
                if (!IsTarget(pc + offset))
                    return invalid;
                return rd == DecodedInstruction.Sink ? new(pc, Operation.Jump, 0, 0, 0, 0, (uint)(pc + offset)) : new(pc, Operation.Constant, rd, 0, 0, following, (uint)(pc + offset));
            case InstructionFormat.Upper:
                return new(pc, definition.Operation, rd, 0, 0, (int)(word & 0xffff_f000), following);
            case InstructionFormat.UpperRelative:
                // The two upper limbs of a constant are equal on the Program bus: a sum outside 32 bits has no row.
                long sum = pc + (long)(int)(word & 0xffff_f000);
                return sum is >= 0 and <= uint.MaxValue ? new(pc, definition.Operation, rd, 0, 0, sum, following) : invalid;
            case InstructionFormat.Call:
                return new(pc, definition.Operation, 0, rs1, rs2, 0, following);
            default:
                return new(pc, definition.Operation, 0, 0, 0, 0, following);
        }
    }

    /// <summary>The form of a branch whose rs2 is x0, if it has one.</summary>
    private static Operation AgainstZero(Operation branch) => branch switch
    {
        Operation.BranchEqual => Operation.BranchEqualZero,
        Operation.BranchNotEqual => Operation.BranchNotEqualZero,
        Operation.BranchLess => Operation.BranchLessZero,
        Operation.BranchGreaterOrEqual => Operation.BranchGreaterOrEqualZero,
        _ => branch,
    };

    /// <summary>Without compressed instructions, targets are multiples of 4.</summary>
    private static bool IsTarget(long address) => address is >= 0 and <= uint.MaxValue && (address & 3) == 0;
}
