namespace Rollup.Machine.Emulation;

/// <summary>Why a run is over. Only <see cref="Halted"/> can be proven.</summary>
public enum ExitReason
{
    /// <summary>The run goes on.</summary>
    None = 0,

    /// <summary>It jumped to the halt pc.</summary>
    Halted,

    /// <summary>It executed EBREAK: the program's own failure, with a code.</summary>
    Failed,

    /// <summary>It reached a word that is no instruction.</summary>
    InvalidInstruction,

    /// <summary>It jumped outside the code, or to an address that is no multiple of four.</summary>
    JumpOutsideCode,

    /// <summary>A load, store or precompile with a base of 2^32 or more, or that reaches beyond 2^32.</summary>
    AddressOutsideMemory,

    /// <summary>A precompile's operand is not at a multiple of eight.</summary>
    MisalignedOperand,

    /// <summary>An operand of Poseidon2 is not below p.</summary>
    NotAFieldElement,

    /// <summary>A public-key recovery for which the tables have no proof: the call at the pc. Nobody is known to be able to find one.</summary>
    UnprovableRecovery,

    /// <summary>It touched more memory than it may.</summary>
    MemoryLimit,

    /// <summary>It executed more instructions than it may.</summary>
    InstructionLimit,
}
