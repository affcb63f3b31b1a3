namespace Rollup.Stark.Airs.Symbolic;

/// <summary>Questions about the columns that expressions read.</summary>
internal static class SymbolicGraph
{
    /// <summary>The indices of all variables of a kind that any of the expressions depends on, ascending.</summary>
    public static int[] Variables(SymbolicKind kind, IEnumerable<SymbolicExpression> roots)
    {
        SortedSet<int> indices = [];
        HashSet<SymbolicNode> seen = new(ReferenceEqualityComparer.Instance);
        Stack<SymbolicNode> open = new(roots.Select(r => r.Node));
        while (open.TryPop(out SymbolicNode? node))
        {
            if (!seen.Add(node))
                continue;
            if (node.Kind == kind)
                indices.Add(node.Index);
            if (node.Left is not null)
                open.Push(node.Left);
            if (node.Right is not null)
                open.Push(node.Right);
        }

        return [.. indices];
    }
}
