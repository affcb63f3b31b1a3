namespace Rollup.Machine.Isa;

/// <summary>The chips that execute instructions. Each operation has one, and loads and stores have a second one for accesses that reach into the next word.</summary>
public enum ChipKind : byte
{
    /// <summary>No chip: an instruction that cannot be proven.</summary>
    None = 0,

    Constant,
    Move,
    AddImmediate,
    Add,
    AddWord,
    ShiftAdd,
    LogicImmediate,
    Logic,
    CompareImmediate,
    Compare,
    ShiftImmediate,
    Shift,
    Multiply,
    BranchEqual,
    BranchLess,
    Jump,
    JumpRegister,
    Load,
    LoadDouble,
    LoadCrossing,
    Store,
    StoreDouble,
    StoreCrossing,
    Rare,
    Call,
}
