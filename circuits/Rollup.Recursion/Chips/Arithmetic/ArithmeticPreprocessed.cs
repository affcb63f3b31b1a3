using Rollup.Stark.Airs;

namespace Rollup.Recursion.Chips.Arithmetic;

/// <summary>The preprocessed columns of a row.</summary>
public struct ArithmeticPreprocessed<T>
{
    public ColumnArrays.Of4<ArithmeticOperationSlots<T>> Operations;
}
