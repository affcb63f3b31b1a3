using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;
using Rollup.Stark.Airs;

namespace Rollup.Stark.Chips.Poseidon2;

/// <summary>Fills <see cref="Poseidon2WideColumns{T}"/>.</summary>
public static class Poseidon2WideTrace
{
    private const int Width = Poseidon2Width24.Width;

    /// <summary>Computes all columns from the input.</summary>
    public static void FillPermutation(ref Poseidon2WideColumns<KoalaBear> columns)
    {
        Span<KoalaBear> state = stackalloc KoalaBear[Width];
        ((ReadOnlySpan<KoalaBear>)columns.Input).CopyTo(state);
        Poseidon2Rounds.ExternalLinearLayer(state);
        for (int round = 0; round < Poseidon2Width24.ExternalRoundsEachHalf; round++)
        {
            Poseidon2Rounds.ExternalRound(state, Poseidon2Width24.ExternalInitialConstants.Slice(round * Width, Width));
            state.CopyTo(columns.Initial[(round * Width)..]);
        }

        for (int round = 0; round < Poseidon2Width24.InternalRounds; round++)
            columns.Internal[round] = Poseidon2Rounds.InternalRound(state, Poseidon2Width24.InternalConstants[round], Poseidon2Width24.Diagonal);
        for (int round = 0; round < Poseidon2Width24.ExternalRoundsEachHalf; round++)
        {
            Poseidon2Rounds.ExternalRound(state, Poseidon2Width24.ExternalFinalConstants.Slice(round * Width, Width));
            state.CopyTo(columns.Final[(round * Width)..]);
        }
    }

    /// <summary>The state between the last internal round and the external ones after it, of columns that are filled.</summary>
    public static ColumnArrays.Of24<KoalaBear> StateAfterInternalRounds(ref readonly Poseidon2WideColumns<KoalaBear> columns)
    {
        ColumnArrays.Of24<KoalaBear> result = default;
        Span<KoalaBear> state = result;
        ((ReadOnlySpan<KoalaBear>)columns.Initial)[^Width..].CopyTo(state);
        for (int round = 0; round < Poseidon2Width24.InternalRounds; round++)
            _ = Poseidon2Rounds.InternalRound(state, Poseidon2Width24.InternalConstants[round], Poseidon2Width24.Diagonal);
        return result;
    }
}
