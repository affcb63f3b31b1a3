using Rollup.Kernel.Fields;

namespace Rollup.Recursion.Solidity;

/// <summary>
/// Expressions by number: equal ones have one number, constants are folded, and sums are flattened when they are asked for. What is computed twice in the expressions is one node here.
/// </summary>
internal sealed class ExpressionGraph
{
    private readonly Dictionary<(ExpressionKind Kind, int Slot, uint Value, int Left, int Right), int> _numbers = [];
    private readonly Dictionary<ExpressionNode, int> _known = new(ReferenceEqualityComparer.Instance);
    private readonly List<(ExpressionKind Kind, int Slot, uint Value, int Left, int Right)> _nodes = [];

    public (ExpressionKind Kind, int Slot, uint Value, int Left, int Right) this[int number] => _nodes[number];

    public int Number(Expression expression)
    {
        Stack<ExpressionNode> open = new([expression.Node]);
        while (open.TryPeek(out ExpressionNode? node))
        {
            int left = -1, right = -1;
            if (_known.ContainsKey(node) || IsOpen(node.Left, ref left) | IsOpen(node.Right, ref right))
            {
                if (_known.ContainsKey(node))
                    _ = open.Pop();
                continue;
            }

            _known.Add(node, Simplified(node, left, right));
            _ = open.Pop();
        }

        return _known[expression.Node];

        bool IsOpen(ExpressionNode? child, ref int number)
        {
            if (child is null || _known.TryGetValue(child, out number))
                return false;
            open.Push(child);
            return true;
        }
    }

    private int Simplified(ExpressionNode node, int left, int right)
    {
        uint? a = ValueOf(left), b = ValueOf(right);
        return node.Kind switch
        {
            ExpressionKind.Slot => Intern(ExpressionKind.Slot, node.Slot),
            ExpressionKind.Constant => Constant(node.Value),
            ExpressionKind.Add when a is uint x && b is uint y => Constant(Element(x) + Element(y)),
            ExpressionKind.Add when a == 0 => right,
            ExpressionKind.Add when b == 0 => left,
            ExpressionKind.Subtract when a is uint x && b is uint y => Constant(Element(x) - Element(y)),
            ExpressionKind.Subtract when b == 0 => left,
            ExpressionKind.Subtract when a == 0 => Negated(right),
            ExpressionKind.Multiply when a is uint x && b is uint y => Constant(Element(x) * Element(y)),
            ExpressionKind.Multiply when a == 0 || b == 0 => Constant(KoalaBear.Zero),
            ExpressionKind.Multiply when a == 1 => right,
            ExpressionKind.Multiply when b == 1 => left,
            ExpressionKind.Negate when a is uint x => Constant(-Element(x)),
            ExpressionKind.Negate => Negated(left),
            _ => Intern(node.Kind, left: Commutes(node.Kind) ? Math.Min(left, right) : left, right: Commutes(node.Kind) ? Math.Max(left, right) : right),
        };
    }

    private int Negated(int number) => _nodes[number].Kind == ExpressionKind.Negate ? _nodes[number].Left : Intern(ExpressionKind.Negate, left: number);

    private int Constant(KoalaBear value) => Intern(ExpressionKind.Constant, value: value.ToCanonical());

    private int Intern(ExpressionKind kind, int slot = 0, uint value = 0, int left = -1, int right = -1)
    {
        if (!_numbers.TryGetValue((kind, slot, value, left, right), out int number))
        {
            _numbers.Add((kind, slot, value, left, right), number = _nodes.Count);
            _nodes.Add((kind, slot, value, left, right));
        }

        return number;
    }

    private uint? ValueOf(int number) => number >= 0 && _nodes[number].Kind == ExpressionKind.Constant ? _nodes[number].Value : null;

    private static bool Commutes(ExpressionKind kind) => kind is ExpressionKind.Add or ExpressionKind.Multiply;

    private static KoalaBear Element(uint value) => KoalaBear.FromCanonical(value);
}
