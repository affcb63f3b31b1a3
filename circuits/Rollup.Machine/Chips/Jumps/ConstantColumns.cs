using Rollup.Machine.Access;

namespace Rollup.Machine.Chips.Jumps;

/// <summary>rd = constant, and on to the instruction that the row names: LUI, AUIPC, ADDI from x0, JAL with its return address.</summary>
public struct ConstantColumns<T>
{
    /// <summary>1 if the row is an instruction.</summary>
    public T IsReal;

    /// <summary>pc/4.</summary>
    public T Pc;

    public T Time;

    public T Rd;

    /// <summary>The two low limbs of the constant, from the program.</summary>
    public T Low;

    public T Middle;

    /// <summary>Both upper limbs.</summary>
    public T Upper;

    /// <summary>next pc/4, from the program.</summary>
    public T Next;

    public WriteColumns<T> Destination;
}
