namespace Rollup.Machine.Isa;

/// <summary>
/// What a row of the program does, and the number under which the Program bus carries it. Several encodings may share an operation; see <see cref="InstructionSet"/> for the encodings
/// and <see cref="Decoder"/> for the forms that it simplifies.
/// </summary>
public enum Operation : byte
{
    /// <summary>A word that is no instruction; no chip takes it.</summary>
    Invalid = 0,

    /// <summary>EBREAK: the run has failed. No chip takes it, so a failed run has no proof.</summary>
    Trap,

    /// <summary>rd = constant: LUI, AUIPC, ADDI from x0, and JAL, whose row names the next instruction.</summary>
    Constant,

    /// <summary>rd = rs1: ADDI of 0.</summary>
    Move,

    /// <summary>rd = the low 32 bits of rs1: ADD.UW with x0.</summary>
    ZeroExtendWord,

    /// <summary>rd = rd + immediate: ADDI of a register to itself, which is one access and not two.</summary>
    Increment,

    AddImmediate,

    /// <summary>rd = rd + rs2: ADD of a register to itself and another one, in either order, or to itself.</summary>
    Accumulate,

    Add,
    Sub,
    AddWordImmediate,
    AddWord,
    SubWord,

    AddUnsignedWord,
    Shift1Add,
    Shift2Add,
    Shift3Add,
    Shift1AddUnsignedWord,
    Shift2AddUnsignedWord,
    Shift3AddUnsignedWord,

    AndImmediate,
    OrImmediate,
    XorImmediate,
    And,
    Or,
    Xor,
    AndNot,
    OrNot,
    XorNot,

    SetLessImmediate,
    SetLessUnsignedImmediate,
    SetLess,
    SetLessUnsigned,

    ShiftLeftImmediate,
    ShiftRightImmediate,
    ShiftRightArithmeticImmediate,
    ShiftLeft,
    ShiftRight,
    ShiftRightArithmetic,
    ShiftLeftWordImmediate,
    ShiftRightWordImmediate,
    ShiftRightArithmeticWordImmediate,
    ShiftLeftWord,
    ShiftRightWord,
    ShiftRightArithmeticWord,
    ShiftLeftUnsignedWordImmediate,

    RotateLeft,
    RotateRight,
    RotateRightImmediate,
    RotateLeftWord,
    RotateRightWord,
    RotateRightWordImmediate,

    Multiply,
    MultiplyHigh,
    MultiplyHighSignedUnsigned,
    MultiplyHighUnsigned,
    MultiplyWord,

    BranchEqual,
    BranchNotEqual,
    BranchLess,
    BranchGreaterOrEqual,
    BranchLessUnsigned,
    BranchGreaterOrEqualUnsigned,

    /// <summary>BEQ with x0 as rs2, which is not read.</summary>
    BranchEqualZero,

    /// <summary>BNE with x0 as rs2.</summary>
    BranchNotEqualZero,

    /// <summary>BLT with x0 as rs2.</summary>
    BranchLessZero,

    /// <summary>BGE with x0 as rs2.</summary>
    BranchGreaterOrEqualZero,

    /// <summary>JAL with x0: to the instruction that the row names.</summary>
    Jump,

    /// <summary>JALR.</summary>
    JumpRegister,

    LoadByte,
    LoadHalf,
    LoadWord,
    LoadDouble,
    LoadByteUnsigned,
    LoadHalfUnsigned,
    LoadWordUnsigned,
    StoreByte,
    StoreHalf,
    StoreWord,
    StoreDouble,

    CountLeadingZeros,
    CountLeadingZerosWord,
    CountTrailingZeros,
    CountTrailingZerosWord,
    CountOnes,
    CountOnesWord,
    Max,
    MaxUnsigned,
    Min,
    MinUnsigned,
    SignExtendByte,
    SignExtendHalf,
    ZeroExtendHalf,
    OrCombineBytes,
    ReverseBytes,

    CallKeccak,
    CallPoseidon16,
    CallPoseidon24,
    CallMulMod,
    CallRecover,
    CallCopy,
}
