using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;

namespace Rollup.Kernel.Poseidon2;

/// <summary>The rounds of <see cref="Poseidon2Permutation"/>, for states whose length is the width. Constants are Montgomery words.</summary>
public static class Poseidon2Rounds
{
    /// <summary>sᵢ ← (sᵢ + cᵢ)³, then the external linear layer.</summary>
    public static void ExternalRound(Span<KoalaBear> s, ReadOnlySpan<uint> constants)
    {
        for (int i = 0; i < s.Length; i++)
            s[i] = Cube(s[i] + KoalaBear.FromMontgomeryWord(constants[i]));
        ExternalLinearLayer(s);
    }

    /// <summary>s₀ ← (s₀ + c)³, which is returned; then sᵢ ← Σⱼ sⱼ + vᵢ·sᵢ with v the <paramref name="diagonal"/>.</summary>
    public static KoalaBear InternalRound(Span<KoalaBear> s, uint constant, ReadOnlySpan<uint> diagonal)
    {
        KoalaBear cube = Cube(s[0] + KoalaBear.FromMontgomeryWord(constant));
        s[0] = cube;
        ulong words = 0;
        for (int i = 0; i < s.Length; i++)
            words += s[i].MontgomeryWord;
        KoalaBear sum = KoalaBear.FromMontgomeryWord((uint)(words % KoalaBear.Modulus));
        for (int i = 0; i < s.Length; i++)
            s[i] = sum + (KoalaBear.FromMontgomeryWord(diagonal[i]) * s[i]);
        return cube;
    }

    /// <summary>circ(2·M4, M4, …, M4): M4 on every block of four, then to each element the sum over all blocks of its position in the block.</summary>
    public static void ExternalLinearLayer(Span<KoalaBear> s)
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
