namespace Rollup.Stark.Airs.Symbolic;

/// <summary>One constraint: <paramref name="Value"/> is zero on the rows of <paramref name="Selector"/>.</summary>
public sealed record SymbolicConstraint(string Name, RowSelector Selector, SymbolicExpression Value)
{
    /// <summary>
    /// In columns. The Lagrange selectors of the first and last row have degree n − 1; the transition selector is linear and vanishes in the quotient's slack.
    /// </summary>
    public int Degree => Value.Degree + (Selector is RowSelector.First or RowSelector.Last ? 1 : 0);
}
