using Rollup.Stark.Airs;

namespace Rollup.Recursion.Chips.Constants;

/// <summary>The preprocessed columns of a row. Padding repeats the constant zero at address 0.</summary>
public struct ConstantsPreprocessed<T>
{
    public T Address;

    /// <summary>The word.</summary>
    public ColumnArrays.Of5<T> Value;

    /// <summary>1 in the first row, which also sends the public values.</summary>
    public T IsFirst;
}
