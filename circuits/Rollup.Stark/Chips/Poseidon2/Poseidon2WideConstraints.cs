using Rollup.Kernel.Poseidon2;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Chips.Poseidon2;

/// <summary>The 215 constraints of degree 3 of a Poseidon2 permutation of width 24 in a row, for any AIR that contains one.</summary>
public static class Poseidon2WideConstraints
{
    /// <summary>Where the output begins in <see cref="Poseidon2WideColumns{T}.Final"/>.</summary>
    public const int OutputOffset = (Poseidon2Width24.ExternalRoundsEachHalf - 1) * Poseidon2Width24.Width;

    public static void Constrain<TBuilder, T>(ref TBuilder builder, ref readonly Poseidon2WideColumns<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ColumnArrays.Of24<T> buffer = columns.Input;
        Span<T> state = buffer;
        Poseidon2RoundConstraints.ExternalLinearLayer(state);
        Poseidon2RoundConstraints.ExternalRounds(ref builder, state, columns.Initial, Poseidon2Width24.ExternalInitialConstants);
        Poseidon2RoundConstraints.InternalRounds(ref builder, state, columns.Internal, Poseidon2Width24.InternalConstants, Poseidon2Width24.Diagonal);
        Poseidon2RoundConstraints.ExternalRounds(ref builder, state, columns.Final, Poseidon2Width24.ExternalFinalConstants);
    }
}
