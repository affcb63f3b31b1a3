using Rollup.Kernel.Poseidon2;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Chips.Poseidon2;

/// <summary>The 148 constraints of degree 3 of a Poseidon2 permutation of width 16 in a row, for any AIR that contains one; with a gate as <see cref="Poseidon2RoundConstraints"/>.</summary>
public static class Poseidon2Constraints
{
    /// <summary>Where the output begins in <see cref="Poseidon2Columns{T}.Final"/>.</summary>
    public const int OutputOffset = (Poseidon2Width16.ExternalRoundsEachHalf - 1) * Poseidon2Width16.Width;

    public static void Constrain<TBuilder, T>(ref TBuilder builder, ref readonly Poseidon2Columns<T> columns, T? gate = null)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ColumnArrays.Of16<T> buffer = columns.Input;
        Span<T> state = buffer;
        Poseidon2RoundConstraints.ExternalLinearLayer(state);
        Poseidon2RoundConstraints.ExternalRounds(ref builder, state, columns.Initial, Poseidon2Width16.ExternalInitialConstants, gate);
        Poseidon2RoundConstraints.InternalRounds(ref builder, state, columns.Internal, Poseidon2Width16.InternalConstants, Poseidon2Width16.Diagonal, gate);
        Poseidon2RoundConstraints.ExternalRounds(ref builder, state, columns.Final, Poseidon2Width16.ExternalFinalConstants, gate);
    }
}
