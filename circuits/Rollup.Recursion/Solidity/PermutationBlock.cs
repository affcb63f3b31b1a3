using Rollup.Kernel.Poseidon2;
using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Poseidon2;

namespace Rollup.Recursion.Solidity;

/// <summary>
/// Constraints that are those of a Poseidon2 permutation, which the contract has a loop for: unrolled they would not fit its code. They are found by comparing expressions, so an AIR need not say where it
/// has them, and a difference in any of them only makes the contract larger.
/// </summary>
/// <param name="Width">16 or 24.</param>
/// <param name="FirstConstraint">Among the AIR's constraints.</param>
/// <param name="Count">Of constraints.</param>
/// <param name="FirstColumn">Of the permutation's columns, among the AIR's.</param>
internal sealed record PermutationBlock(int Width, int FirstConstraint, int Count, int FirstColumn)
{
    /// <summary>All blocks among the constraints with the given numbers, in order.</summary>
    public static IReadOnlyList<PermutationBlock> Find(ExpressionGraph graph, int[] constraints, Expression[] local)
    {
        List<PermutationBlock> blocks = [];
        foreach (int width in (int[])[Poseidon2Width16.Width, Poseidon2Width24.Width])
        {
            for (int column = 0; column + Columns(width) <= local.Length; column++)
            {
                int[] expected = Constraints(graph, width, local.AsSpan(column, Columns(width)));
                int at = constraints.AsSpan().IndexOf(expected);
                if (at >= 0)
                    blocks.Add(new(width, at, expected.Length, column));
            }
        }

        return [.. blocks.OrderBy(block => block.FirstConstraint)];
    }

    private static int Columns(int width) => (width * (1 + (2 * Poseidon2Width16.ExternalRoundsEachHalf))) + InternalRounds(width);

    public static int InternalRounds(int width) => width == Poseidon2Width16.Width ? Poseidon2Width16.InternalRounds : Poseidon2Width24.InternalRounds;

    private static int[] Constraints(ExpressionGraph graph, int width, ReadOnlySpan<Expression> columns)
    {
        ConstraintBuilder builder = new([], [], [], [], null);
        if (width == Poseidon2Width16.Width)
            Poseidon2Constraints.Constrain<ConstraintBuilder, Expression>(ref builder, in columns.As<Poseidon2Columns<Expression>, Expression>());
        else
            Poseidon2WideConstraints.Constrain<ConstraintBuilder, Expression>(ref builder, in columns.As<Poseidon2WideColumns<Expression>, Expression>());
        return [.. builder.Constraints.Select(graph.Number)];
    }
}
