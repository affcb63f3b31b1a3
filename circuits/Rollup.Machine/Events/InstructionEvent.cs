using Rollup.Machine.Isa;

namespace Rollup.Machine.Events;

/// <summary>
/// One executed instruction, with everything that its row needs. Fields that the operation does not use are zero. The times of its accesses are those of <see cref="Access.InstructionStep"/>.
/// </summary>
public struct InstructionEvent
{
    public DecodedInstruction Instruction;

    public uint Time;

    /// <summary>The address of the next instruction.</summary>
    public uint NextPc;

    public ulong Rs1;

    public ulong Rs2;

    public ulong RdOld;

    public ulong Rd;

    /// <summary>Times of the previous accesses to the registers in the segment. If rs2 is rs1, it was accessed at <see cref="Time"/>, and so on.</summary>
    public uint Rs1Previous;

    public uint Rs2Previous;

    public uint RdPrevious;

    /// <summary>Of a load or store, the address of its first byte.</summary>
    public uint Address;

    /// <summary>The word at Address/8.</summary>
    public WordAccess Word;

    /// <summary>The word after it, if the access crosses into it.</summary>
    public WordAccess NextWord;
}
