using Rollup.Machine.Isa;

namespace Rollup.Machine.Emulation;

/// <summary>A row of the program, laid out for the emulator's loop.</summary>
internal struct CodeSlot
{
    public Operation Operation;

    public byte Rd;

    public byte Rs1;

    public byte Rs2;

    public ChipKind Chip;

    public ChipKind Unaligned;

    public bool ReadsRs1;

    public bool ReadsRs2;

    public bool WritesRd;

    /// <summary>The slot of the target or of the next instruction; one past the end of the code if that is outside.</summary>
    public int Next;

    public long Immediate;
}
