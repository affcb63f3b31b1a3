using System.Runtime.CompilerServices;
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
        ExternalLinearLayer(s);
        ExternalRounds(s, Poseidon2Width16.ExternalInitialConstants);
        InternalRounds(s, Poseidon2Width16.InternalConstants, Poseidon2Width16.Diagonal);
        ExternalRounds(s, Poseidon2Width16.ExternalFinalConstants);
    }

    /// <summary>Permutes the first 24 elements of <paramref name="state"/>.</summary>
    public static void Permute24(Span<KoalaBear> state)
    {
        Span<KoalaBear> s = state[..Poseidon2Width24.Width];
        ExternalLinearLayer(s);
        ExternalRounds(s, Poseidon2Width24.ExternalInitialConstants);
        InternalRounds(s, Poseidon2Width24.InternalConstants, Poseidon2Width24.Diagonal);
        ExternalRounds(s, Poseidon2Width24.ExternalFinalConstants);
    }

    private static void ExternalRounds(Span<KoalaBear> s, ReadOnlySpan<uint> constants)
    {
        for (int round = 0; round < constants.Length; round += s.Length)
        {
            for (int i = 0; i < s.Length; i++)
                s[i] = Cube(s[i] + KoalaBear.FromMontgomeryWord(constants[round + i]));
            ExternalLinearLayer(s);
        }
    }

    /// <summary>s₀ ← (s₀ + c)³, then sᵢ ← Σⱼ sⱼ + vᵢ·sᵢ.</summary>
    private static void InternalRounds(Span<KoalaBear> s, ReadOnlySpan<uint> constants, ReadOnlySpan<uint> diagonal)
    {
        for (int round = 0; round < constants.Length; round++)
        {
            s[0] = Cube(s[0] + KoalaBear.FromMontgomeryWord(constants[round]));
            KoalaBear sum = s[0];
            for (int i = 1; i < s.Length; i++)
                sum += s[i];
            for (int i = 0; i < s.Length; i++)
                s[i] = sum + (KoalaBear.FromMontgomeryWord(diagonal[i]) * s[i]);
        }
    }

    /// <summary>circ(2·M4, M4, …, M4): M4 on every block of four, then to each element the sum over all blocks of its position in the block.</summary>
    private static void ExternalLinearLayer(Span<KoalaBear> s)
    {
        KoalaBear sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        for (int i = 0; i < s.Length; i += 4)
        {
            MultiplyM4(s.Slice(i, 4));
            sum0 += s[i];
            sum1 += s[i + 1];
            sum2 += s[i + 2];
            sum3 += s[i + 3];
        }

        for (int i = 0; i < s.Length; i += 4)
        {
            s[i] += sum0;
            s[i + 1] += sum1;
            s[i + 2] += sum2;
            s[i + 3] += sum3;
        }
    }

    /// <summary>M4 = [[2, 3, 1, 1], [1, 2, 3, 1], [1, 1, 2, 3], [3, 1, 1, 2]].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyM4(Span<KoalaBear> x)
    {
        KoalaBear x01 = x[0] + x[1];
        KoalaBear x23 = x[2] + x[3];
        KoalaBear all = x01 + x23;
        KoalaBear allAndX1 = all + x[1];
        KoalaBear allAndX3 = all + x[3];
        KoalaBear y3 = allAndX3 + x[0] + x[0];
        KoalaBear y1 = allAndX1 + x[2] + x[2];
        x[0] = allAndX1 + x01;
        x[1] = y1;
        x[2] = allAndX3 + x23;
        x[3] = y3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static KoalaBear Cube(KoalaBear x) => x * x * x;
}
