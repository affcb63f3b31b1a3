using Rollup.Machine.Access;

namespace Rollup.Machine.Chips.Jumps;

/// <summary>JALR: on to the instruction at rs1 + displacement, rd = pc + 4. That address is a multiple of 4 (the ISA would clear bit 0; no function of ours has an odd address), and rs1 below 2^32.</summary>
public struct JumpRegisterColumns<T>
{
    /// <summary>1 if the row is an instruction.</summary>
    public T IsReal;

    /// <summary>pc/4.</summary>
    public T Pc;

    public T Time;

    public T Rd;

    public T Rs1;

    /// <summary>−2048 … 2047.</summary>
    public T Displacement;

    /// <summary>The limbs of pc + 4, from the program.</summary>
    public T ReturnLow;

    public T ReturnHigh;

    public BaseColumns<T> Base;

    public WriteColumns<T> Destination;
}
