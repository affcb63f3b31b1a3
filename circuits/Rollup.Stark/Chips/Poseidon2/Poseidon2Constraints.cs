using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Chips.Poseidon2;

/// <summary>The 148 constraints of degree 3 of a Poseidon2 permutation (eprint 2023/323) in a row, for any AIR that contains one.</summary>
public static class Poseidon2Constraints
{
    private const int Width = Poseidon2Width16.Width;

    /// <summary>Where the output begins in <see cref="Poseidon2Columns{T}.Final"/>.</summary>
    public const int OutputOffset = (Poseidon2Width16.ExternalRoundsEachHalf - 1) * Width;

    public static void Constrain<TBuilder, T>(ref TBuilder builder, ref readonly Poseidon2Columns<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ColumnArrays.Of16<T> buffer = columns.Input;
        Span<T> state = buffer;
        ExternalLinearLayer(state);
        ExternalRounds(ref builder, state, columns.Initial, Poseidon2Width16.ExternalInitialConstants);
        InternalRounds(ref builder, state, columns.Internal);
        ExternalRounds(ref builder, state, columns.Final, Poseidon2Width16.ExternalFinalConstants);
    }

    private static void ExternalRounds<TBuilder, T>(ref TBuilder builder, scoped Span<T> state, scoped ReadOnlySpan<T> committed, ReadOnlySpan<uint> constants)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        for (int round = 0; round < committed.Length; round += Width)
        {
            for (int i = 0; i < Width; i++)
                state[i] = Cube(state[i] + T.Constant(KoalaBear.FromMontgomeryWord(constants[round + i])));
            ExternalLinearLayer(state);
            for (int i = 0; i < Width; i++)
            {
                builder.AssertZero("external round", committed[round + i] - state[i]);
                state[i] = committed[round + i];
            }
        }
    }

    private static void InternalRounds<TBuilder, T>(ref TBuilder builder, scoped Span<T> state, scoped ReadOnlySpan<T> committed)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ReadOnlySpan<uint> constants = Poseidon2Width16.InternalConstants, diagonal = Poseidon2Width16.Diagonal;
        for (int round = 0; round < committed.Length; round++)
        {
            builder.AssertZero("internal round", committed[round] - Cube(state[0] + T.Constant(KoalaBear.FromMontgomeryWord(constants[round]))));
            state[0] = committed[round];
            T sum = state[0];
            for (int i = 1; i < Width; i++)
                sum += state[i];
            for (int i = 0; i < Width; i++)
                state[i] = sum + (state[i] * T.Constant(KoalaBear.FromMontgomeryWord(diagonal[i])));
        }
    }

    /// <summary>circ(2·M4, M4, M4, M4), M4 = [[2, 3, 1, 1], [1, 2, 3, 1], [1, 1, 2, 3], [3, 1, 1, 2]].</summary>
    private static void ExternalLinearLayer<T>(Span<T> state)
        where T : struct, IAlgebra<T>
    {
        for (int i = 0; i < Width; i += 4)
        {
            T x0 = state[i], x1 = state[i + 1], x2 = state[i + 2], x3 = state[i + 3];
            T x01 = x0 + x1, x23 = x2 + x3;
            T all = x01 + x23;
            state[i] = all + x1 + x01;
            state[i + 1] = all + x1 + x2 + x2;
            state[i + 2] = all + x3 + x23;
            state[i + 3] = all + x3 + x0 + x0;
        }

        for (int i = 0; i < 4; i++)
        {
            T sum = state[i] + state[i + 4] + (state[i + 8] + state[i + 12]);
            for (int block = 0; block < Width; block += 4)
                state[block + i] += sum;
        }
    }

    private static T Cube<T>(T x)
        where T : struct, IAlgebra<T>
        => x * x * x;
}
