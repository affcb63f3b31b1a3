namespace Rollup.Machine.Chips.Jumps;

/// <summary>JAL with x0: on to the instruction that the row names.</summary>
public struct JumpColumns<T>
{
    /// <summary>1 if the row is an instruction.</summary>
    public T IsReal;

    /// <summary>pc/4.</summary>
    public T Pc;

    public T Time;

    /// <summary>next pc/4, from the program.</summary>
    public T Next;
}
