using System.Runtime.CompilerServices;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>
/// A row of the microprogram: what a row of <see cref="ModularColumns{T}"/> does. With V the value of the row, W that of the next one, L, R, A what it reads, its equation is
/// <para>
/// slope·W·(L − R) + square·(V² − L − R) + chord·((W + A)·(V − L) + 2R) + fall·L·(R − V) + product·L·R + v·V + a·A + w·W + accumulators ≡ 0
/// </para>
/// modulo p or n or A, or over the integers if the row names no modulus.
/// </summary>
public struct MicroinstructionColumns<T>
{
    /// <summary>The number of the row in the microprogram; the next row has the next one.</summary>
    public T Position;

    /// <summary>1 if a call of mulmod begins here.</summary>
    public T StartsMulMod;

    /// <summary>1 if a call of recover begins here.</summary>
    public T StartsRecover;

    /// <summary>1 if the call ends here; the row has no equation then.</summary>
    public T Ends;

    /// <summary>1 if V is an operand of the call in memory: word Address of rs1, or Address − 16 of rs2.</summary>
    public T IsOperand;

    /// <summary>1 if that operand is at rs2 and written, 0 if it is at rs1 and read.</summary>
    public T IsResult;

    /// <summary>1 if the operand has four words, 0 if it has one, and then V is below 2^64.</summary>
    public T IsFull;

    /// <summary>Where V can be read.</summary>
    public T Address;

    public T LeftAddress;

    public T RightAddress;

    public T AddendAddress;

    /// <summary>1 if R and A are numbers of the call, 0 if they are constants. L is always the call's.</summary>
    public T IsLocal;

    /// <summary>The owner of the constants R and A; 0 if they are the call's.</summary>
    public T ConstantOwner;

    /// <summary>1 if W is the slope of the line through two points with L and R as x; proves L ≠ R, too.</summary>
    public T Slope;

    /// <summary>1 if the equation has the square of V less L and R: the third x on a line of slope V.</summary>
    public T Square;

    /// <summary>1 if W is the slope from (L, R) to the sum with x = V that a line of slope A gave; proves V ≠ L, too.</summary>
    public T Chord;

    /// <summary>1 if the equation has L·(R − V): how far a line of slope L falls from x = V to x = R.</summary>
    public T Fall;

    /// <summary>The factor of L·R.</summary>
    public T Product;

    /// <summary>The factor of V.</summary>
    public T ValueFactor;

    /// <summary>The factor of A.</summary>
    public T AddendFactor;

    /// <summary>The factor of W.</summary>
    public T NextFactor;

    /// <summary>1 if the equation holds modulo p, the field of secp256k1.</summary>
    public T IsFieldModulus;

    /// <summary>1 if the equation holds modulo n, the order of secp256k1.</summary>
    public T IsOrderModulus;

    /// <summary>1 if the equation holds modulo A.</summary>
    public T IsGivenModulus;

    /// <summary>1 if each accumulator is doubled and gets a bit, and the offset is the number of the four bits.</summary>
    public T TakesBits;

    /// <summary>1 if the accumulators move up, the first digit becomes the lowest one, and the offset is that digit.</summary>
    public T TakesByte;

    /// <summary>1 if the lowest accumulator is added to the equation, and they move down.</summary>
    public T AddsAccumulator;

    /// <summary>1 if the accumulators are added to the equation, each as a byte.</summary>
    public T AddsBytes;

    /// <summary>1 if the offset is added to the addresses of R and A.</summary>
    public T IsIndexed;

    /// <summary>1 if the next row has the same offset.</summary>
    public T KeepsOffset;
}

/// <summary>The shape of <see cref="MicroinstructionColumns{T}"/>.</summary>
public static class MicroinstructionColumns
{
    public const int Count = 30;

    static MicroinstructionColumns() => System.Diagnostics.Debug.Assert(Unsafe.SizeOf<MicroinstructionColumns<byte>>() == Count);
}
