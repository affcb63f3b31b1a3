using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Chips.Poseidon2;

/// <summary>
/// The rounds of Poseidon2 (eprint 2023/323) as constraints of degree 3 over committed columns, for either width: that of <c>state</c>. A round's
/// constraints tie its committed columns to the state before it; the state is then expressed by those columns. With a gate they hold only where it is not zero, and have a degree more.
/// </summary>
public static class Poseidon2RoundConstraints
{
    /// <summary>Per round and element, M·(s + c)³ with the external layer M.</summary>
    public static void ExternalRounds<TBuilder, T>(ref TBuilder builder, scoped Span<T> state, scoped ReadOnlySpan<T> committed, ReadOnlySpan<uint> constants, T? gate = null)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        for (int round = 0; round < committed.Length; round += state.Length)
        {
            for (int i = 0; i < state.Length; i++)
                state[i] = Cube(state[i] + T.Constant(KoalaBear.FromMontgomeryWord(constants[round + i])));
            ExternalLinearLayer(state);
            for (int i = 0; i < state.Length; i++)
            {
                builder.AssertZero("external round", Gated(committed[round + i] - state[i], gate));
                state[i] = committed[round + i];
            }
        }
    }

    /// <summary>Per round, (s₀ + c)³; the state then is the internal layer of that with the other elements.</summary>
    public static void InternalRounds<TBuilder, T>(
        ref TBuilder builder, scoped Span<T> state, scoped ReadOnlySpan<T> committed, ReadOnlySpan<uint> constants, ReadOnlySpan<uint> diagonal, T? gate = null)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        for (int round = 0; round < committed.Length; round++)
        {
            builder.AssertZero("internal round", Gated(committed[round] - Cube(state[0] + T.Constant(KoalaBear.FromMontgomeryWord(constants[round]))), gate));
            state[0] = committed[round];
            T sum = state[0];
            for (int i = 1; i < state.Length; i++)
                sum += state[i];
            for (int i = 0; i < state.Length; i++)
                state[i] = sum + (state[i] * T.Constant(KoalaBear.FromMontgomeryWord(diagonal[i])));
        }
    }

    /// <summary>circ(2·M4, M4, …, M4), M4 = [[2, 3, 1, 1], [1, 2, 3, 1], [1, 1, 2, 3], [3, 1, 1, 2]].</summary>
    public static void ExternalLinearLayer<T>(Span<T> state)
        where T : struct, IAlgebra<T>
    {
        for (int i = 0; i < state.Length; i += 4)
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
            T sum = state[i];
            for (int block = 4; block < state.Length; block += 4)
                sum += state[block + i];
            for (int block = 0; block < state.Length; block += 4)
                state[block + i] += sum;
        }
    }

    private static T Gated<T>(T value, T? gate)
        where T : struct, IAlgebra<T>
        => gate is { } factor ? factor * value : value;

    private static T Cube<T>(T x)
        where T : struct, IAlgebra<T>
        => x * x * x;
}
