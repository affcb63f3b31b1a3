namespace Rollup.Machine.Isa;

/// <summary>Which fields an encoding has, and what its immediate means.</summary>
public enum InstructionFormat : byte
{
    /// <summary>rd, rs1, rs2.</summary>
    Register,

    /// <summary>rd, rs1.</summary>
    Unary,

    /// <summary>rd, rs1, 12-bit immediate.</summary>
    Immediate,

    /// <summary>rd, rs1, shift amount of 6 bits (5 bits where the mask fixes the sixth).</summary>
    ShiftAmount,

    /// <summary>rs1, rs2, 12-bit immediate.</summary>
    Store,

    /// <summary>rs1, rs2, target.</summary>
    Branch,

    /// <summary>rd, target.</summary>
    Jump,

    /// <summary>rd, constant in the upper 20 bits.</summary>
    Upper,

    /// <summary>As <see cref="Upper"/>, plus pc.</summary>
    UpperRelative,

    /// <summary>rs1, rs2; rd must be x0.</summary>
    Call,

    /// <summary>No fields.</summary>
    Plain,
}
