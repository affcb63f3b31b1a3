using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Hashing;

/// <summary>
/// The Poseidon2 permutation on as many independent states as a packed field has lanes: vector i holds element i of every state.
/// Lane by lane equal to <see cref="Poseidon2Permutation"/>. The rounds are optimised from the first call, apart from their caller: profile-guided tiers have been seen to be three times slower.
/// </summary>
public static class PackedPoseidon2
{
    /// <summary>Permutes independent states in place; <paramref name="states"/> holds them one after another, 16 elements each.</summary>
    public static void Permute16(Span<KoalaBear> states) => PackedField.Dispatch<PermuteStates, int>(new(states, Poseidon2Width16.Width));

    /// <summary>Permutes independent states in place; <paramref name="states"/> holds them one after another, 24 elements each.</summary>
    public static void Permute24(Span<KoalaBear> states) => PackedField.Dispatch<PermuteStates, int>(new(states, Poseidon2Width24.Width));

    /// <summary>Permutes the states in the first 16 vectors of <paramref name="state"/>.</summary>
    public static void Permute16<P>(Span<P> state)
        where P : unmanaged, IPackedField<P>
    {
        ref P s = ref MemoryMarshal.GetReference(state[..Poseidon2Width16.Width]);
        ExternalLinearLayer(ref s, Poseidon2Width16.Width);
        ExternalRounds(ref s, Poseidon2Width16.Width, Poseidon2Width16.ExternalInitialConstants);
        InternalRounds(state, Poseidon2Width16.InternalConstants, [8, 3, 24, 8, 3, 4, 24], positive: 3);
        ExternalRounds(ref s, Poseidon2Width16.Width, Poseidon2Width16.ExternalFinalConstants);
    }

    /// <summary>Permutes the states in the first 24 vectors of <paramref name="state"/>.</summary>
    public static void Permute24<P>(Span<P> state)
        where P : unmanaged, IPackedField<P>
    {
        ref P s = ref MemoryMarshal.GetReference(state[..Poseidon2Width24.Width]);
        ExternalLinearLayer(ref s, Poseidon2Width24.Width);
        ExternalRounds(ref s, Poseidon2Width24.Width, Poseidon2Width24.ExternalInitialConstants);
        InternalRounds(state, Poseidon2Width24.InternalConstants, [8, 2, 3, 4, 5, 6, 24, 8, 3, 4, 5, 6, 7, 9, 24], positive: 7);
        ExternalRounds(ref s, Poseidon2Width24.Width, Poseidon2Width24.ExternalFinalConstants);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ExternalRounds<P>(ref P s, int width, ReadOnlySpan<uint> constants)
        where P : unmanaged, IPackedField<P>
    {
        for (int round = 0; round < constants.Length; round += width)
        {
            for (int i = 0; i < width; i++)
                Unsafe.Add(ref s, i) = P.CubeOfSum(Unsafe.Add(ref s, i), KoalaBear.FromMontgomeryWord(constants[round + i]));

            ExternalLinearLayer(ref s, width);
        }
    }

    /// <summary>
    /// Rounds (s₀ ← (s₀ + c)³, then sᵢ ← sum + vᵢ·sᵢ). The cube of the next round starts as soon as s₀ is known, while the other elements and their sum are still computed: only
    /// it is a chain of dependent operations (the last one is in vain). v is (−2, 1, 2, 1/2, 3, 4, −1/2, −3, −4) and then powers 2^−log, the first
    /// <paramref name="positive"/> with a plus, the others with a minus. These are a loop because the compiler stops inlining in longer methods.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe void InternalRounds<P>(Span<P> state, ReadOnlySpan<uint> constants, ReadOnlySpan<byte> logs, int positive)
        where P : unmanaged, IPackedField<P>
    {
        const int First = 9;
        fixed (P* s = state)
        {
            P cube = P.CubeOfSum(s[0], KoalaBear.FromMontgomeryWord(constants[0]));
            P sum = cube;
            for (int i = 1; i < First + logs.Length; i++)
                sum += s[i];
            for (int round = 1; round <= constants.Length; round++)
            {
                s[0] = sum - (cube + cube);
                cube = P.CubeOfSum(s[0], KoalaBear.FromMontgomeryWord(constants[round % constants.Length]));
                P rest = sum + s[1];
                s[1] = rest;
                s[2] = sum + (s[2] + s[2]);
                rest += s[2];
                s[3] = sum + P.DivideByPowerOfTwo(s[3], 1);
                rest += s[3];
                s[4] = sum + (s[4] + s[4] + s[4]);
                rest += s[4];
                P double5 = s[5] + s[5];
                s[5] = sum + (double5 + double5);
                rest += s[5];
                s[6] = sum - P.DivideByPowerOfTwo(s[6], 1);
                P negative = s[6];
                s[7] = sum - (s[7] + s[7] + s[7]);
                negative += s[7];
                P double8 = s[8] + s[8];
                s[8] = sum - (double8 + double8);
                negative += s[8];
                for (int i = 0; i < positive; i++)
                {
                    P next = sum + P.DivideByPowerOfTwo(s[First + i], logs[i]);
                    s[First + i] = next;
                    rest += next;
                }

                for (int i = positive; i < logs.Length; i++)
                {
                    P next = sum - P.DivideByPowerOfTwo(s[First + i], logs[i]);
                    s[First + i] = next;
                    negative += next;
                }

                sum = cube + (rest + negative);
            }
        }
    }

    /// <summary>circ(2·M4, M4, …, M4), as in <see cref="Poseidon2Permutation"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ExternalLinearLayer<P>(ref P s, int width)
        where P : unmanaged, IPackedField<P>
    {
        P sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        for (int i = 0; i < width; i += 4)
        {
            P x0 = Unsafe.Add(ref s, i), x1 = Unsafe.Add(ref s, i + 1), x2 = Unsafe.Add(ref s, i + 2), x3 = Unsafe.Add(ref s, i + 3);
            P x01 = x0 + x1;
            P x23 = x2 + x3;
            P all = x01 + x23;
            P allAndX1 = all + x1;
            P allAndX3 = all + x3;
            P y0 = allAndX1 + x01;
            P y1 = allAndX1 + (x2 + x2);
            P y2 = allAndX3 + x23;
            P y3 = allAndX3 + (x0 + x0);
            sum0 += y0;
            sum1 += y1;
            sum2 += y2;
            sum3 += y3;
            Unsafe.Add(ref s, i) = y0;
            Unsafe.Add(ref s, i + 1) = y1;
            Unsafe.Add(ref s, i + 2) = y2;
            Unsafe.Add(ref s, i + 3) = y3;
        }

        for (int i = 0; i < width; i += 4)
        {
            Unsafe.Add(ref s, i) += sum0;
            Unsafe.Add(ref s, i + 1) += sum1;
            Unsafe.Add(ref s, i + 2) += sum2;
            Unsafe.Add(ref s, i + 3) += sum3;
        }
    }

    /// <summary>Full vectors of transposed states; the rest one by one.</summary>
    private readonly ref struct PermuteStates(Span<KoalaBear> states, int width) : IPackedAction<int>
    {
        private readonly Span<KoalaBear> _states = states;

        public int Run<P>()
            where P : unmanaged, IPackedField<P>
        {
            Span<P> packed = stackalloc P[width];
            Span<KoalaBear> lanes = PackedField.Lanes(packed);
            Span<KoalaBear> rest = _states;
            for (; rest.Length >= width * P.Lanes; rest = rest[(width * P.Lanes)..])
            {
                for (int i = 0; i < lanes.Length; i++)
                    lanes[i] = rest[(i % P.Lanes * width) + (i / P.Lanes)];
                if (width == Poseidon2Width16.Width)
                    Permute16(packed);
                else
                    Permute24(packed);
                for (int i = 0; i < lanes.Length; i++)
                    rest[(i % P.Lanes * width) + (i / P.Lanes)] = lanes[i];
            }

            for (; rest.Length > 0; rest = rest[width..])
            {
                if (width == Poseidon2Width16.Width)
                    Poseidon2Permutation.Permute16(rest);
                else
                    Poseidon2Permutation.Permute24(rest);
            }

            return 0;
        }
    }
}
