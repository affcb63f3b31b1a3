using Rollup.Machine.Access;

namespace Rollup.Machine.Chips.Arithmetic;

/// <summary>ADD of a register and another one to the first: one access to it and not two.</summary>
public struct AccumulateColumns<T>
{
    /// <summary>1 if the row is an instruction.</summary>
    public T IsReal;

    /// <summary>pc/4.</summary>
    public T Pc;

    public T Time;

    /// <summary>rd, which is rs1.</summary>
    public T Register;

    public T Rs2;

    public ReadColumns<T> Right;

    public WriteColumns<T> Access;

    /// <summary>The register before + rs2 modulo 2^64.</summary>
    public WordColumns<T> Result;
}
