using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Stark.Airs;

namespace Rollup.Machine.Chips.Rare;

/// <summary>CPOP, CPOPW and ORC.B, which take rs1 apart into bits. Compilers seldom emit them; a program without them has no such table.</summary>
public struct CountOnesColumns<T>
{
    public ImmediateForm<T> Form;

    /// <summary>1 if the row is CPOP.</summary>
    public T IsCount;

    /// <summary>1 if the row is CPOPW.</summary>
    public T IsCountWord;

    /// <summary>1 if the row is ORC.B.</summary>
    public T IsCombine;

    /// <summary>The bits of rs1.</summary>
    public ColumnArrays.Of64<T> Bits;

    /// <summary>1 if the byte of rs1 has a bit that is 1.</summary>
    public ColumnArrays.Of8<T> IsByteNonzero;

    /// <summary>The inverse of the number of ones in it.</summary>
    public ColumnArrays.Of8<T> ByteInverse;

    public WordColumns<T> Result;
}
