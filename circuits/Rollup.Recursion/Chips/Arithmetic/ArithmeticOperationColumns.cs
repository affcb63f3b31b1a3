using Rollup.Stark.Airs;

namespace Rollup.Recursion.Chips.Arithmetic;

/// <summary>One operation of the table: A·B + C = D over the extension. Which of the four is computed from the others is the witness generator's business.</summary>
public struct ArithmeticOperationColumns<T>
{
    public ColumnArrays.Of5<T> A;

    public ColumnArrays.Of5<T> B;

    public ColumnArrays.Of5<T> C;

    public ColumnArrays.Of5<T> D;
}
