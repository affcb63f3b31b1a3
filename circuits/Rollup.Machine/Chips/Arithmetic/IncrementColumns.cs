using Rollup.Machine.Access;

namespace Rollup.Machine.Chips.Arithmetic;

/// <summary>ADDI of a register to itself.</summary>
public struct IncrementColumns<T>
{
    /// <summary>1 if the row is an instruction.</summary>
    public T IsReal;

    /// <summary>pc/4.</summary>
    public T Pc;

    public T Time;

    /// <summary>rd, which is rs1.</summary>
    public T Register;

    /// <summary>The lowest limb of the immediate, from the program.</summary>
    public T Low;

    /// <summary>The three other limbs, 0 or 0xFFFF.</summary>
    public T Upper;

    public WriteColumns<T> Access;

    /// <summary>The register before + immediate without the carry out of 64 bits.</summary>
    public WordColumns<T> Result;
}
