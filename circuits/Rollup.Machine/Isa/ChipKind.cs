namespace Rollup.Machine.Isa;

/// <summary>The chips that execute instructions. Each operation has one, and loads and stores have a second one for addresses that are no multiple of what they move.</summary>
public enum ChipKind : byte
{
    /// <summary>No chip: an instruction that cannot be proven.</summary>
    None = 0,

    Constant,
    Move,
    Increment,
    Accumulate,
    AddImmediate,
    Add,
    AddWordImmediate,
    AddWord,
    ShiftAdd,
    LogicImmediate,
    Logic,
    ShiftLeft,
    ShiftRight,
    Shift,
    Multiply,
    MultiplyHigh,
    BranchEqual,
    BranchZero,
    BranchLess,
    Jump,
    JumpRegister,
    LoadDouble,
    LoadWord,
    LoadByte,
    LoadAny,
    StoreDouble,
    StoreWord,
    StoreByte,
    StoreAny,
    ReverseBytes,
    Rare,
    CountOnes,
    Call,
}
