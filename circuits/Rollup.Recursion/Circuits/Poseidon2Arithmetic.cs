using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;
using Rollup.Recursion.Programs;
using Rollup.Stark.Chips.Poseidon2;

namespace Rollup.Recursion.Circuits;

/// <summary>The permutation of width 24 as additions and multiplications, for a state that the sponge table cannot take because all of it is data.</summary>
internal static class Poseidon2Arithmetic
{
    public static void Permute24(Span<CircuitValue> state)
    {
        Poseidon2RoundConstraints.ExternalLinearLayer(state);
        ExternalRounds(state, Poseidon2Width24.ExternalInitialConstants);
        for (int round = 0; round < Poseidon2Width24.InternalRounds; round++)
        {
            state[0] = Cube(state[0] + Constant(Poseidon2Width24.InternalConstants[round]));
            CircuitValue sum = state[0];
            for (int i = 1; i < state.Length; i++)
                sum += state[i];
            for (int i = 0; i < state.Length; i++)
                state[i] = sum + (state[i] * Constant(Poseidon2Width24.Diagonal[i]));
        }

        ExternalRounds(state, Poseidon2Width24.ExternalFinalConstants);
    }

    private static void ExternalRounds(Span<CircuitValue> state, ReadOnlySpan<uint> constants)
    {
        for (int round = 0; round < constants.Length; round += state.Length)
        {
            for (int i = 0; i < state.Length; i++)
                state[i] = Cube(state[i] + Constant(constants[round + i]));
            Poseidon2RoundConstraints.ExternalLinearLayer(state);
        }
    }

    private static CircuitValue Constant(uint montgomeryWord) => CircuitValue.Constant(KoalaBear.FromMontgomeryWord(montgomeryWord));

    private static CircuitValue Cube(CircuitValue x) => x * x * x;
}
