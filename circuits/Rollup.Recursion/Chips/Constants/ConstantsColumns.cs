namespace Rollup.Recursion.Chips.Constants;

/// <summary>A row of the table of constants.</summary>
public struct ConstantsColumns<T>
{
    /// <summary>How often the constant is read. The prover's choice, which the balance of the bus leaves no freedom.</summary>
    public T Uses;
}
