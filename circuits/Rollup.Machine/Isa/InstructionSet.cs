using static Rollup.Machine.Isa.ChipKind;
using static Rollup.Machine.Isa.InstructionFormat;

namespace Rollup.Machine.Isa;

/// <summary>
/// RV64I with Zmmul, Zba and Zbb (RISC-V unprivileged ISA 20240411), without FENCE and ECALL, and the precompile calls in opcode custom-0: everything known about an encoding stands on its line.
/// </summary>
public static class InstructionSet
{
    private const uint OpcodeAndFunct3 = 0x0000_707f, AllButRegisters = 0xfe00_707f, AllButRegistersAndAmount = 0xfc00_707f, AllButRdAndRs1 = 0xfff0_707f, OpcodeOnly = 0x0000_007f;

    private const uint Load = 0x03, Custom0 = 0x0b, OpImmediate = 0x13, Auipc = 0x17, OpImmediate32 = 0x1b, Store = 0x23, Op = 0x33, Lui = 0x37, Op32 = 0x3b, Branch = 0x63, Jalr = 0x67, Jal = 0x6f;

    public static IReadOnlyList<InstructionDefinition> All { get; } =
    [
        new(Operation.Trap, "ebreak", Plain, None, 0x0010_0073, uint.MaxValue, None, 0),

        Upper(Operation.Constant, "lui", InstructionFormat.Upper, Constant, Lui),
        Upper(Operation.Constant, "auipc", UpperRelative, Constant, Auipc),

        Immediate(Operation.AddImmediate, "addi", AddImmediate, OpImmediate, 0),
        Register(Operation.Add, "add", Add, Op, 0, 0x00),
        Register(Operation.Sub, "sub", Add, Op, 0, 0x20),
        Immediate(Operation.AddWordImmediate, "addiw", AddWordImmediate, OpImmediate32, 0),
        Register(Operation.AddWord, "addw", AddWord, Op32, 0, 0x00),
        Register(Operation.SubWord, "subw", AddWord, Op32, 0, 0x20),

        Register(Operation.AddUnsignedWord, "add.uw", ShiftAdd, Op32, 0, 0x04),
        Register(Operation.Shift1Add, "sh1add", ShiftAdd, Op, 2, 0x10),
        Register(Operation.Shift2Add, "sh2add", ShiftAdd, Op, 4, 0x10),
        Register(Operation.Shift3Add, "sh3add", ShiftAdd, Op, 6, 0x10),
        Register(Operation.Shift1AddUnsignedWord, "sh1add.uw", ShiftAdd, Op32, 2, 0x10),
        Register(Operation.Shift2AddUnsignedWord, "sh2add.uw", ShiftAdd, Op32, 4, 0x10),
        Register(Operation.Shift3AddUnsignedWord, "sh3add.uw", ShiftAdd, Op32, 6, 0x10),

        Immediate(Operation.AndImmediate, "andi", LogicImmediate, OpImmediate, 7),
        Immediate(Operation.OrImmediate, "ori", LogicImmediate, OpImmediate, 6),
        Immediate(Operation.XorImmediate, "xori", LogicImmediate, OpImmediate, 4),
        Register(Operation.And, "and", Logic, Op, 7, 0x00),
        Register(Operation.Or, "or", Logic, Op, 6, 0x00),
        Register(Operation.Xor, "xor", Logic, Op, 4, 0x00),
        Register(Operation.AndNot, "andn", Logic, Op, 7, 0x20),
        Register(Operation.OrNot, "orn", Logic, Op, 6, 0x20),
        Register(Operation.XorNot, "xnor", Logic, Op, 4, 0x20),

        Immediate(Operation.SetLessImmediate, "slti", Rare, OpImmediate, 2),
        Immediate(Operation.SetLessUnsignedImmediate, "sltiu", Rare, OpImmediate, 3),
        Register(Operation.SetLess, "slt", Rare, Op, 2, 0x00),
        Register(Operation.SetLessUnsigned, "sltu", Rare, Op, 3, 0x00),

        ShiftBy6(Operation.ShiftLeftImmediate, "slli", ShiftLeft, OpImmediate, 1, 0x00),
        ShiftBy6(Operation.ShiftRightImmediate, "srli", ShiftRight, OpImmediate, 5, 0x00),
        ShiftBy6(Operation.ShiftRightArithmeticImmediate, "srai", ShiftRight, OpImmediate, 5, 0x10),
        ShiftBy5(Operation.ShiftLeftWordImmediate, "slliw", Shift, 1, 0x00),
        ShiftBy5(Operation.ShiftRightWordImmediate, "srliw", Shift, 5, 0x00),
        ShiftBy5(Operation.ShiftRightArithmeticWordImmediate, "sraiw", Shift, 5, 0x20),
        ShiftBy6(Operation.ShiftLeftUnsignedWordImmediate, "slli.uw", ShiftLeft, OpImmediate32, 1, 0x02),
        ShiftBy6(Operation.RotateRightImmediate, "rori", Shift, OpImmediate, 5, 0x18),
        ShiftBy5(Operation.RotateRightWordImmediate, "roriw", Shift, 5, 0x30),
        Register(Operation.ShiftLeft, "sll", Shift, Op, 1, 0x00),
        Register(Operation.ShiftRight, "srl", Shift, Op, 5, 0x00),
        Register(Operation.ShiftRightArithmetic, "sra", Shift, Op, 5, 0x20),
        Register(Operation.ShiftLeftWord, "sllw", Shift, Op32, 1, 0x00),
        Register(Operation.ShiftRightWord, "srlw", Shift, Op32, 5, 0x00),
        Register(Operation.ShiftRightArithmeticWord, "sraw", Shift, Op32, 5, 0x20),
        Register(Operation.RotateLeft, "rol", Shift, Op, 1, 0x30),
        Register(Operation.RotateRight, "ror", Shift, Op, 5, 0x30),
        Register(Operation.RotateLeftWord, "rolw", Shift, Op32, 1, 0x30),
        Register(Operation.RotateRightWord, "rorw", Shift, Op32, 5, 0x30),

        Register(Operation.Multiply, "mul", Multiply, Op, 0, 0x01),
        Register(Operation.MultiplyHigh, "mulh", MultiplyHigh, Op, 1, 0x01),
        Register(Operation.MultiplyHighSignedUnsigned, "mulhsu", MultiplyHigh, Op, 2, 0x01),
        Register(Operation.MultiplyHighUnsigned, "mulhu", MultiplyHigh, Op, 3, 0x01),
        Register(Operation.MultiplyWord, "mulw", MultiplyHigh, Op32, 0, 0x01),

        Conditional(Operation.BranchEqual, "beq", BranchEqual, 0),
        Conditional(Operation.BranchNotEqual, "bne", BranchEqual, 1),
        Conditional(Operation.BranchLess, "blt", BranchLess, 4),
        Conditional(Operation.BranchGreaterOrEqual, "bge", BranchLess, 5),
        Conditional(Operation.BranchLessUnsigned, "bltu", BranchLess, 6),
        Conditional(Operation.BranchGreaterOrEqualUnsigned, "bgeu", BranchLess, 7),

        Upper(Operation.Jump, "jal", InstructionFormat.Jump, ChipKind.Jump, Jal),
        Immediate(Operation.JumpRegister, "jalr", JumpRegister, Jalr, 0),

        LoadOf(Operation.LoadByte, "lb", LoadAny, 0, 1),
        LoadOf(Operation.LoadHalf, "lh", LoadAny, 1, 2),
        LoadOf(Operation.LoadWord, "lw", LoadWord, 2, 4),
        LoadOf(Operation.LoadDouble, "ld", LoadDouble, 3, 8),
        LoadOf(Operation.LoadByteUnsigned, "lbu", LoadByte, 4, 1),
        LoadOf(Operation.LoadHalfUnsigned, "lhu", LoadAny, 5, 2),
        LoadOf(Operation.LoadWordUnsigned, "lwu", LoadWord, 6, 4),
        StoreOf(Operation.StoreByte, "sb", StoreByte, 0, 1),
        StoreOf(Operation.StoreHalf, "sh", StoreAny, 1, 2),
        StoreOf(Operation.StoreWord, "sw", StoreWord, 2, 4),
        StoreOf(Operation.StoreDouble, "sd", StoreDouble, 3, 8),

        Single(Operation.CountLeadingZeros, "clz", Rare, OpImmediate, 1, 0x600),
        Single(Operation.CountLeadingZerosWord, "clzw", Rare, OpImmediate32, 1, 0x600),
        Single(Operation.CountTrailingZeros, "ctz", Rare, OpImmediate, 1, 0x601),
        Single(Operation.CountTrailingZerosWord, "ctzw", Rare, OpImmediate32, 1, 0x601),
        Single(Operation.CountOnes, "cpop", CountOnes, OpImmediate, 1, 0x602),
        Single(Operation.CountOnesWord, "cpopw", CountOnes, OpImmediate32, 1, 0x602),
        Register(Operation.Max, "max", Rare, Op, 6, 0x05),
        Register(Operation.MaxUnsigned, "maxu", Rare, Op, 7, 0x05),
        Register(Operation.Min, "min", Rare, Op, 4, 0x05),
        Register(Operation.MinUnsigned, "minu", Rare, Op, 5, 0x05),
        Single(Operation.SignExtendByte, "sext.b", Rare, OpImmediate, 1, 0x604),
        Single(Operation.SignExtendHalf, "sext.h", Rare, OpImmediate, 1, 0x605),
        Single(Operation.ZeroExtendHalf, "zext.h", Rare, Op32, 4, 0x080),
        Single(Operation.OrCombineBytes, "orc.b", CountOnes, OpImmediate, 5, 0x287),
        Single(Operation.ReverseBytes, "rev8", ReverseBytes, OpImmediate, 5, 0x6b8),

        CallOf(Operation.CallKeccak, "call.keccak", 1),
        CallOf(Operation.CallPoseidon16, "call.poseidon16", 2),
        CallOf(Operation.CallPoseidon24, "call.poseidon24", 3),
        CallOf(Operation.CallMulMod, "call.mulmod", 4),
        CallOf(Operation.CallRecover, "call.recover", 5),
        CallOf(Operation.CallCopy, "call.copy", 6),
    ];

    private static readonly ChipKind[] Chips = ChipsByOperation(definition => definition.Chip);

    private static readonly ChipKind[] UnalignedChips = ChipsByOperation(definition => definition.Unaligned);

    /// <summary>The chip that executes <paramref name="operation"/>.</summary>
    public static ChipKind ChipOf(Operation operation) => Chips[(int)operation];

    /// <summary>The chip that executes the load or store <paramref name="operation"/> at an address that is no multiple of what it moves.</summary>
    public static ChipKind UnalignedChipOf(Operation operation) => UnalignedChips[(int)operation];

    /// <summary>The operations of <paramref name="chip"/>, in the order of their numbers.</summary>
    public static IReadOnlyList<Operation> OperationsOf(ChipKind chip)
        => [.. Enum.GetValues<Operation>().Where(operation => Chips[(int)operation] == chip || UnalignedChips[(int)operation] == chip)];

    private static ChipKind[] ChipsByOperation(Func<InstructionDefinition, ChipKind> chip)
    {
        ChipKind[] chips = new ChipKind[Enum.GetValues<Operation>().Length];
        foreach (InstructionDefinition definition in All)
            chips[(int)definition.Operation] = chip(definition);

        // The forms that the decoder makes of them.
        chips[(int)Operation.Move] = chips[(int)Operation.ZeroExtendWord] = Move;
        chips[(int)Operation.Increment] = Increment;
        chips[(int)Operation.Accumulate] = Accumulate;
        foreach (Operation operation in (ReadOnlySpan<Operation>)[Operation.BranchEqualZero, Operation.BranchNotEqualZero, Operation.BranchLessZero, Operation.BranchGreaterOrEqualZero])
            chips[(int)operation] = BranchZero;
        return chips;
    }

    private static InstructionDefinition Upper(Operation operation, string name, InstructionFormat format, ChipKind chip, uint opcode)
        => new(operation, name, format, chip, opcode, OpcodeOnly, chip, 0);

    private static InstructionDefinition Register(Operation operation, string name, ChipKind chip, uint opcode, uint funct3, uint funct7)
        => new(operation, name, InstructionFormat.Register, chip, opcode | (funct3 << 12) | (funct7 << 25), AllButRegisters, chip, 0);

    private static InstructionDefinition Immediate(Operation operation, string name, ChipKind chip, uint opcode, uint funct3)
        => new(operation, name, InstructionFormat.Immediate, chip, opcode | (funct3 << 12), OpcodeAndFunct3, chip, 0);

    private static InstructionDefinition ShiftBy6(Operation operation, string name, ChipKind chip, uint opcode, uint funct3, uint funct6)
        => new(operation, name, ShiftAmount, chip, opcode | (funct3 << 12) | (funct6 << 26), AllButRegistersAndAmount, chip, 0);

    private static InstructionDefinition ShiftBy5(Operation operation, string name, ChipKind chip, uint funct3, uint funct7)
        => new(operation, name, ShiftAmount, chip, OpImmediate32 | (funct3 << 12) | (funct7 << 25), AllButRegisters, chip, 0);

    private static InstructionDefinition Single(Operation operation, string name, ChipKind chip, uint opcode, uint funct3, uint funct12)
        => new(operation, name, Unary, chip, opcode | (funct3 << 12) | (funct12 << 20), AllButRdAndRs1, chip, 0);

    private static InstructionDefinition Conditional(Operation operation, string name, ChipKind chip, uint funct3)
        => new(operation, name, InstructionFormat.Branch, chip, Branch | (funct3 << 12), OpcodeAndFunct3, chip, 0);

    private static InstructionDefinition LoadOf(Operation operation, string name, ChipKind chip, uint funct3, int bytes)
        => new(operation, name, InstructionFormat.Immediate, chip, Load | (funct3 << 12), OpcodeAndFunct3, bytes == 1 ? chip : LoadAny, bytes);

    private static InstructionDefinition StoreOf(Operation operation, string name, ChipKind chip, uint funct3, int bytes)
        => new(operation, name, InstructionFormat.Store, chip, Store | (funct3 << 12), OpcodeAndFunct3, bytes == 1 ? chip : StoreAny, bytes);

    /// <summary>Precompile <paramref name="function"/>; rd is x0, which the mask demands.</summary>
    private static InstructionDefinition CallOf(Operation operation, string name, uint function)
        => new(operation, name, InstructionFormat.Call, ChipKind.Call, Custom0 | (function << 25), AllButRegisters | 0x0000_0f80, ChipKind.Call, 0);
}
