using Rollup.Kernel.Fields;

namespace Rollup.Kernel.Poseidon2;

/// <summary>
/// The Poseidon2 permutation (eprint 2023/323) over KoalaBear with S-box x³: an external linear layer, four external rounds,
/// the internal rounds, four external rounds. One state at a time, in place; the packed form for many states is the prover's.
/// </summary>
public static class Poseidon2Permutation
{
    /// <summary>Permutes the first 16 elements of <paramref name="state"/>.</summary>
    public static void Permute16(Span<KoalaBear> state)
    {
        Span<KoalaBear> s = state[..Poseidon2Width16.Width];
        Poseidon2Rounds.ExternalLinearLayer(s);
        ExternalRounds(s, Poseidon2Width16.ExternalInitialConstants);
        InternalRounds(s, Poseidon2Width16.InternalConstants, Poseidon2Width16.Diagonal);
        ExternalRounds(s, Poseidon2Width16.ExternalFinalConstants);
    }

    /// <summary>Permutes the first 24 elements of <paramref name="state"/>.</summary>
    public static void Permute24(Span<KoalaBear> state)
    {
        Span<KoalaBear> s = state[..Poseidon2Width24.Width];
        Poseidon2Rounds.ExternalLinearLayer(s);
        ExternalRounds(s, Poseidon2Width24.ExternalInitialConstants);
        InternalRounds(s, Poseidon2Width24.InternalConstants, Poseidon2Width24.Diagonal);
        ExternalRounds(s, Poseidon2Width24.ExternalFinalConstants);
    }

    private static void ExternalRounds(Span<KoalaBear> s, ReadOnlySpan<uint> constants)
    {
        for (int round = 0; round < constants.Length; round += s.Length)
            Poseidon2Rounds.ExternalRound(s, constants.Slice(round, s.Length));
    }

    private static void InternalRounds(Span<KoalaBear> s, ReadOnlySpan<uint> constants, ReadOnlySpan<uint> diagonal)
    {
        for (int round = 0; round < constants.Length; round++)
            _ = Poseidon2Rounds.InternalRound(s, constants[round], diagonal);
    }
}
