using Rollup.Stark.Airs;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>
/// The columns of one step of modular arithmetic on 256-bit numbers, which are 32 bytes, lowest first, and need not be reduced. All columns are zero in padding.
/// </summary>
public struct ModularColumns<T>
{
    /// <summary>1 in a row of a call, 0 in padding.</summary>
    public T IsReal;

    /// <summary>The time of the call.</summary>
    public T Time;

    /// <summary>Word index of the address in rs1.</summary>
    public T FirstIndex;

    /// <summary>Word index of the address in rs2.</summary>
    public T SecondIndex;

    /// <summary>What the row does.</summary>
    public MicroinstructionColumns<T> Code;

    /// <summary>How often V is read.</summary>
    public T Reads;

    /// <summary>IsLocal·Time + ConstantOwner: the owner of R and A.</summary>
    public T Owner;

    /// <summary>What is added to the addresses of R and A.</summary>
    public T Offset;

    /// <summary>Digits of scalars: four bits, or a byte in the first one.</summary>
    public ColumnArrays.Of4<T> Digits;

    /// <summary>The digits so far.</summary>
    public ColumnArrays.Of4<T> Accumulators;

    /// <summary>The difference that must not be 0 modulo the field of secp256k1, modulo KoalaBear: L − R for a slope, V − L for a chord, else 0.</summary>
    public T Difference;

    /// <summary>Difference·(Difference − p).</summary>
    public T DifferenceProduct;

    /// <summary>The inverse of DifferenceProduct·(Difference + p).</summary>
    public T DifferenceInverse;

    /// <summary>V.</summary>
    public ColumnArrays.Of32<T> Value;

    /// <summary>L.</summary>
    public ColumnArrays.Of32<T> Left;

    /// <summary>R.</summary>
    public ColumnArrays.Of32<T> Right;

    /// <summary>A.</summary>
    public ColumnArrays.Of32<T> Addend;

    /// <summary>The low 256 bits of q, the equation's left side over the modulus.</summary>
    public ColumnArrays.Of32<T> Quotient;

    /// <summary>1 if 2^256 is added to q.</summary>
    public T QuotientTop;

    /// <summary>1 if 2^257 is subtracted from q.</summary>
    public T QuotientSign;

    /// <summary>Carries of the equation's digits: out of digit 0 to the base 2^8, then out of each pair of digits to the base 2^16.</summary>
    public ColumnArrays.Of32<T> Carries;
}
