using Rollup.Machine.Access;
using Rollup.Stark.Airs;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>The columns of a number of up to four words that a call reads from memory or writes there. All are zero in padding.</summary>
public struct OperandColumns<T>
{
    /// <summary>1 if the row is an operand, 0 if it is padding.</summary>
    public T IsReal;

    /// <summary>The time of the call.</summary>
    public T Time;

    /// <summary>Word index of the address in rs1.</summary>
    public T FirstIndex;

    /// <summary>Word index of the address in rs2.</summary>
    public T SecondIndex;

    /// <summary>1 if the number is written, at rs2; 0 if it is read, at rs1.</summary>
    public T IsResult;

    /// <summary>1 if it has four words, 0 if it has one.</summary>
    public T IsFull;

    /// <summary>The first word behind the address, plus 16 for a result.</summary>
    public T Address;

    /// <summary>Index of the first word.</summary>
    public T Index;

    /// <summary>The number.</summary>
    public ColumnArrays.Of32<T> Bytes;

    /// <summary>The words as they were before; what a read finds is the number.</summary>
    public ColumnArrays.Of4<WriteColumns<T>> Words;
}
