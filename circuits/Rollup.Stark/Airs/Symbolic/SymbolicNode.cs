using Rollup.Kernel.Fields;

namespace Rollup.Stark.Airs.Symbolic;

/// <summary>
/// A node of an expression graph, compared by reference. <c>Index</c> is the column or public value; <c>Degree</c> counts columns, so that the
/// expression is a polynomial of degree at most Degree·(n − 1) over a table of n rows.
/// </summary>
public sealed class SymbolicNode(SymbolicKind kind, int index, KoalaBear value, SymbolicNode? left, SymbolicNode? right, int degree)
{
    public SymbolicKind Kind => kind;

    public int Index => index;

    public KoalaBear Value => value;

    public SymbolicNode? Left => left;

    public SymbolicNode? Right => right;

    public int Degree => degree;
}
