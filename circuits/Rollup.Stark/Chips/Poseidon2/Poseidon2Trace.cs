using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;
using Rollup.Stark.Airs;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Chips.Poseidon2;

/// <summary>Fills <see cref="Poseidon2Columns{T}"/>.</summary>
public static class Poseidon2Trace
{
    private const int Width = Poseidon2Width16.Width;

    /// <summary>One row per state; padding rows permute the zero state. <paramref name="states"/> holds 16 elements per state, <paramref name="multiplicity"/> is how often a row is received on a bus.</summary>
    public static Trace Generate(ReadOnlyMemory<KoalaBear> states, bool withMultiplicity = false)
    {
        int count = states.Length / Width;
        int columns = Poseidon2Air.PermutationWidth;
        Trace trace = new(columns + (withMultiplicity ? 1 : 0), Trace.HeightFor(count));
        Workers.All.ForRanges(trace.Height, 256, (from, to) =>
        {
            for (int row = from; row < to; row++)
            {
                ref Poseidon2Columns<KoalaBear> permutation = ref trace.Row(row)[..columns].As<Poseidon2Columns<KoalaBear>, KoalaBear>();
                if (row < count)
                    states.Span.Slice(row * Width, Width).CopyTo(permutation.Input);
                FillPermutation(ref permutation);
                if (withMultiplicity && row < count)
                    trace[row, columns] = KoalaBear.One;
            }
        });
        return trace;
    }

    /// <summary>Computes all columns from the input.</summary>
    public static void FillPermutation(ref Poseidon2Columns<KoalaBear> columns)
    {
        Span<KoalaBear> state = stackalloc KoalaBear[Width];
        ((ReadOnlySpan<KoalaBear>)columns.Input).CopyTo(state);
        Poseidon2Rounds.ExternalLinearLayer(state);
        for (int round = 0; round < Poseidon2Width16.ExternalRoundsEachHalf; round++)
        {
            Poseidon2Rounds.ExternalRound(state, Poseidon2Width16.ExternalInitialConstants.Slice(round * Width, Width));
            state.CopyTo(columns.Initial[(round * Width)..]);
        }

        for (int round = 0; round < Poseidon2Width16.InternalRounds; round++)
            columns.Internal[round] = Poseidon2Rounds.InternalRound(state, Poseidon2Width16.InternalConstants[round], Poseidon2Width16.Diagonal);
        for (int round = 0; round < Poseidon2Width16.ExternalRoundsEachHalf; round++)
        {
            Poseidon2Rounds.ExternalRound(state, Poseidon2Width16.ExternalFinalConstants.Slice(round * Width, Width));
            state.CopyTo(columns.Final[(round * Width)..]);
        }
    }
}
