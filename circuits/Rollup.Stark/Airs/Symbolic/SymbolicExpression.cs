using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Airs.Symbolic;

/// <summary>An expression over the columns of an AIR; <c>default</c> is zero.</summary>
public readonly struct SymbolicExpression(SymbolicNode node) : IAlgebra<SymbolicExpression>
{
    private static readonly SymbolicNode Zero = new(SymbolicKind.Constant, 0, KoalaBear.Zero, null, null, 0);

    private readonly SymbolicNode? _node = node;

    public SymbolicNode Node => _node ?? Zero;

    public int Degree => Node.Degree;

    public static SymbolicExpression Constant(KoalaBear value) => new(new(SymbolicKind.Constant, 0, value, null, null, 0));

    public static SymbolicExpression operator +(SymbolicExpression left, SymbolicExpression right)
        => Binary(SymbolicKind.Add, left, right, Math.Max(left.Degree, right.Degree));

    public static SymbolicExpression operator -(SymbolicExpression left, SymbolicExpression right)
        => Binary(SymbolicKind.Subtract, left, right, Math.Max(left.Degree, right.Degree));

    public static SymbolicExpression operator *(SymbolicExpression left, SymbolicExpression right)
        => Binary(SymbolicKind.Multiply, left, right, left.Degree + right.Degree);

    public static SymbolicExpression operator -(SymbolicExpression value)
        => new(new(SymbolicKind.Negate, 0, default, value.Node, null, value.Degree));

    /// <summary>A column or public value.</summary>
    public static SymbolicExpression Variable(SymbolicKind kind, int index)
        => new(new(kind, index, default, null, null, kind == SymbolicKind.PublicValue ? 0 : 1));

    private static SymbolicExpression Binary(SymbolicKind kind, SymbolicExpression left, SymbolicExpression right, int degree)
        => new(new(kind, 0, default, left.Node, right.Node, degree));
}
