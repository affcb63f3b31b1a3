using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;

namespace Rollup.Recursion.Solidity;

/// <summary>What an <see cref="ExpressionNode"/> is.</summary>
internal enum ExpressionKind : byte
{
    /// <summary>A word of the contract's memory.</summary>
    Slot,

    Constant,

    Add,

    Subtract,

    Multiply,

    Negate,
}

/// <summary>A node of an expression graph, compared by reference. <paramref name="Slot"/> is the address of a word of memory.</summary>
internal sealed class ExpressionNode(ExpressionKind kind, int slot, KoalaBear value, ExpressionNode? left, ExpressionNode? right)
{
    public ExpressionKind Kind => kind;

    public int Slot => slot;

    public KoalaBear Value => value;

    public ExpressionNode? Left => left;

    public ExpressionNode? Right => right;
}

/// <summary>An extension element that the contract computes: what AIRs and the constraints of LogUp are evaluated on to become instructions. <c>default</c> is zero.</summary>
internal readonly struct Expression(ExpressionNode node) : IExtension<Expression, Expression>
{
    private static readonly ExpressionNode Zero = new(ExpressionKind.Constant, 0, KoalaBear.Zero, null, null);

    private readonly ExpressionNode? _node = node;

    public ExpressionNode Node => _node ?? Zero;

    public static Expression operator +(Expression left, Expression right) => new(new(ExpressionKind.Add, 0, default, left.Node, right.Node));

    public static Expression operator -(Expression left, Expression right) => new(new(ExpressionKind.Subtract, 0, default, left.Node, right.Node));

    public static Expression operator *(Expression left, Expression right) => new(new(ExpressionKind.Multiply, 0, default, left.Node, right.Node));

    public static Expression operator -(Expression value) => new(new(ExpressionKind.Negate, 0, default, value.Node, null));

    public static Expression Constant(KoalaBear value) => new(new(ExpressionKind.Constant, 0, value, null, null));

    public static Expression Scale(Expression value, Expression factor) => value * factor;

    public static Expression Embed(Expression value) => value;

    /// <summary>The word of memory at <paramref name="address"/>.</summary>
    public static Expression At(int address) => new(new(ExpressionKind.Slot, address, default, null, null));
}
