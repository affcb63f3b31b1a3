using System.Runtime.CompilerServices;
using Rollup.Kernel.Poseidon2;
using Rollup.Recursion.Chips.Compact;
using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Poseidon2;

namespace Rollup.Recursion.Solidity;

/// <summary>Which rounds of Poseidon2 a <see cref="PermutationBlock"/> has.</summary>
internal enum PermutationPart
{
    /// <summary>All, of width 16.</summary>
    Narrow,

    /// <summary>Width 24 up to the last internal round, whose state is the next row's <see cref="WideSecondColumns{T}.Middle"/>.</summary>
    WideFirst,

    /// <summary>Width 24 from there on.</summary>
    WideSecond,
}

/// <summary>
/// Constraints that are those of rounds of Poseidon2, times a gate, which the contract has loops for: unrolled they would not fit its code. They are found by comparing expressions, so a difference in any of
/// them only makes the contract larger.
/// </summary>
/// <param name="Part">Which rounds.</param>
/// <param name="FirstConstraint">Among the AIR's constraints.</param>
/// <param name="Count">Of constraints.</param>
/// <param name="Gate">The preprocessed column that is the gate.</param>
internal sealed record PermutationBlock(PermutationPart Part, int FirstConstraint, int Count, int Gate)
{
    /// <summary>Where the state after the internal rounds begins in a block's second row.</summary>
    public const int MiddleOffset = 20;

    /// <summary>All blocks among the constraints with the given numbers, in order.</summary>
    public static IReadOnlyList<PermutationBlock> Find(ExpressionGraph graph, int[] constraints, Expression[] local, Expression[] next, Expression[] preprocessed)
    {
        List<PermutationBlock> blocks = [];
        foreach (PermutationPart part in Enum.GetValues<PermutationPart>())
        {
            for (int gate = 0; gate < preprocessed.Length; gate++)
            {
                int[] expected = [.. Constraints(part, local, next, preprocessed[gate]).Select(graph.Number)];
                int found = constraints.AsSpan().IndexOf(expected);
                if (found >= 0)
                    blocks.Add(new(part, found, expected.Length, gate));
            }
        }

        return [.. blocks.OrderBy(block => block.FirstConstraint)];
    }

    private static List<Expression> Constraints(PermutationPart part, ReadOnlySpan<Expression> local, ReadOnlySpan<Expression> next, Expression gate)
    {
        ConstraintBuilder builder = new([], [], [], [], null);
        int columns = Unsafe.SizeOf<Poseidon2Columns<byte>>();
        if (part == PermutationPart.Narrow)
        {
            Poseidon2Constraints.Constrain(ref builder, in local[..columns].As<Poseidon2Columns<Expression>, Expression>(), gate);
        }
        else if (part == PermutationPart.WideFirst)
        {
            ref readonly WideFirstColumns<Expression> first = ref CompactAir.First(local);
            Span<Expression> state = ((ReadOnlySpan<Expression>)first.Input).ToArray();
            Poseidon2RoundConstraints.ExternalLinearLayer(state);
            Poseidon2RoundConstraints.ExternalRounds(ref builder, state, first.Initial, Poseidon2Width24.ExternalInitialConstants, gate);
            Poseidon2RoundConstraints.InternalRounds(ref builder, state, first.Internal, Poseidon2Width24.InternalConstants, Poseidon2Width24.Diagonal, gate);
            for (int i = 0; i < state.Length; i++)
                builder.AssertZero("", gate * (next[MiddleOffset + i] - state[i]));
        }
        else
        {
            ref readonly WideSecondColumns<Expression> second = ref CompactAir.Second(local);
            Poseidon2RoundConstraints.ExternalRounds(ref builder, ((ReadOnlySpan<Expression>)second.Middle).ToArray(), second.Final, Poseidon2Width24.ExternalFinalConstants, gate);
        }

        return builder.Constraints;
    }
}
