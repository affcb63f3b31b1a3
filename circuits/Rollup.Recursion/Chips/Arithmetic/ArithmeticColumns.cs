using Rollup.Stark.Airs;

namespace Rollup.Recursion.Chips.Arithmetic;

/// <summary>A row of the arithmetic table: four operations, so that the quotient's columns are shared by four.</summary>
public struct ArithmeticColumns<T>
{
    public ColumnArrays.Of4<ArithmeticOperationColumns<T>> Operations;
}
