using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Hashing;

/// <summary>
/// The Poseidon2 permutation on as many independent states as a packed field has lanes: vector i holds element i of every state.
/// Lane by lane equal to <see cref="Poseidon2Permutation"/>. The rounds are optimised from the first call: profile-guided tiers have been seen to be three times slower.
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
        InternalRounds16(ref s);
        ExternalRounds(ref s, Poseidon2Width16.Width, Poseidon2Width16.ExternalFinalConstants);
    }

    /// <summary>Permutes the states in the first 24 vectors of <paramref name="state"/>.</summary>
    public static void Permute24<P>(Span<P> state)
        where P : unmanaged, IPackedField<P>
    {
        ref P s = ref MemoryMarshal.GetReference(state[..Poseidon2Width24.Width]);
        ExternalLinearLayer(ref s, Poseidon2Width24.Width);
        ExternalRounds(ref s, Poseidon2Width24.Width, Poseidon2Width24.ExternalInitialConstants);
        InternalRounds24(ref s);
        ExternalRounds(ref s, Poseidon2Width24.Width, Poseidon2Width24.ExternalFinalConstants);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ExternalRounds<P>(ref P s, int width, ReadOnlySpan<uint> constants)
        where P : unmanaged, IPackedField<P>
    {
        for (int round = 0; round < constants.Length; round += width)
        {
            for (int i = 0; i < width; i++)
            {
                P x = Unsafe.Add(ref s, i) + P.Constant(KoalaBear.FromMontgomeryWord(constants[round + i]));
                Unsafe.Add(ref s, i) = x * x * x;
            }

            ExternalLinearLayer(ref s, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InternalRounds16<P>(ref P s)
        where P : unmanaged, IPackedField<P>
    {
        ReadOnlySpan<uint> constants = Poseidon2Width16.InternalConstants;
        for (int round = 0; round < constants.Length; round++)
            Diagonal16(ref s, CubeFirstAndSum(ref s, Poseidon2Width16.Width, constants[round]));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InternalRounds24<P>(ref P s)
        where P : unmanaged, IPackedField<P>
    {
        ReadOnlySpan<uint> constants = Poseidon2Width24.InternalConstants;
        for (int round = 0; round < constants.Length; round++)
            Diagonal24(ref s, CubeFirstAndSum(ref s, Poseidon2Width24.Width, constants[round]));
    }

    /// <summary>s₀ ← (s₀ + c)³, and then the sum of the state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static P CubeFirstAndSum<P>(ref P s, int width, uint constant)
        where P : unmanaged, IPackedField<P>
    {
        P x = s + P.Constant(KoalaBear.FromMontgomeryWord(constant));
        s = x * x * x;
        P sum0 = s, sum1 = Unsafe.Add(ref s, 1), sum2 = Unsafe.Add(ref s, 2), sum3 = Unsafe.Add(ref s, 3);
        for (int i = 4; i < width; i += 4)
        {
            sum0 += Unsafe.Add(ref s, i);
            sum1 += Unsafe.Add(ref s, i + 1);
            sum2 += Unsafe.Add(ref s, i + 2);
            sum3 += Unsafe.Add(ref s, i + 3);
        }

        return sum0 + sum1 + (sum2 + sum3);
    }

    /// <summary>sᵢ ← sum + vᵢ·sᵢ, with the diagonal written out because most of its entries are cheaper than a product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Diagonal16<P>(ref P s, P sum)
        where P : unmanaged, IPackedField<P>
    {
        s = sum - Double(s);
        Unsafe.Add(ref s, 1) = sum + Unsafe.Add(ref s, 1);
        Unsafe.Add(ref s, 2) = sum + Double(Unsafe.Add(ref s, 2));
        Unsafe.Add(ref s, 3) = sum + P.DivideByPowerOfTwo(Unsafe.Add(ref s, 3), 1);
        Unsafe.Add(ref s, 4) = sum + (Double(Unsafe.Add(ref s, 4)) + Unsafe.Add(ref s, 4));
        Unsafe.Add(ref s, 5) = sum + Double(Double(Unsafe.Add(ref s, 5)));
        Unsafe.Add(ref s, 6) = sum - P.DivideByPowerOfTwo(Unsafe.Add(ref s, 6), 1);
        Unsafe.Add(ref s, 7) = sum - (Double(Unsafe.Add(ref s, 7)) + Unsafe.Add(ref s, 7));
        Unsafe.Add(ref s, 8) = sum - Double(Double(Unsafe.Add(ref s, 8)));
        Unsafe.Add(ref s, 9) = sum + P.DivideByPowerOfTwo(Unsafe.Add(ref s, 9), 8);
        Unsafe.Add(ref s, 10) = sum + P.DivideByPowerOfTwo(Unsafe.Add(ref s, 10), 3);
        Unsafe.Add(ref s, 11) = sum + P.DivideByPowerOfTwo(Unsafe.Add(ref s, 11), 24);
        Unsafe.Add(ref s, 12) = sum - P.DivideByPowerOfTwo(Unsafe.Add(ref s, 12), 8);
        Unsafe.Add(ref s, 13) = sum - P.DivideByPowerOfTwo(Unsafe.Add(ref s, 13), 3);
        Unsafe.Add(ref s, 14) = sum - P.DivideByPowerOfTwo(Unsafe.Add(ref s, 14), 4);
        Unsafe.Add(ref s, 15) = sum - P.DivideByPowerOfTwo(Unsafe.Add(ref s, 15), 24);
    }

    /// <inheritdoc cref="Diagonal16"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Diagonal24<P>(ref P s, P sum)
        where P : unmanaged, IPackedField<P>
    {
        s = sum - Double(s);
        Unsafe.Add(ref s, 1) = sum + Unsafe.Add(ref s, 1);
        Unsafe.Add(ref s, 2) = sum + Double(Unsafe.Add(ref s, 2));
        Unsafe.Add(ref s, 3) = sum + P.DivideByPowerOfTwo(Unsafe.Add(ref s, 3), 1);
        Unsafe.Add(ref s, 4) = sum + (Double(Unsafe.Add(ref s, 4)) + Unsafe.Add(ref s, 4));
        Unsafe.Add(ref s, 5) = sum + Double(Double(Unsafe.Add(ref s, 5)));
        Unsafe.Add(ref s, 6) = sum - P.DivideByPowerOfTwo(Unsafe.Add(ref s, 6), 1);
        Unsafe.Add(ref s, 7) = sum - (Double(Unsafe.Add(ref s, 7)) + Unsafe.Add(ref s, 7));
        Unsafe.Add(ref s, 8) = sum - Double(Double(Unsafe.Add(ref s, 8)));
        Unsafe.Add(ref s, 9) = sum + P.DivideByPowerOfTwo(Unsafe.Add(ref s, 9), 8);
        Unsafe.Add(ref s, 10) = sum + P.DivideByPowerOfTwo(Unsafe.Add(ref s, 10), 2);
        Unsafe.Add(ref s, 11) = sum + P.DivideByPowerOfTwo(Unsafe.Add(ref s, 11), 3);
        Unsafe.Add(ref s, 12) = sum + P.DivideByPowerOfTwo(Unsafe.Add(ref s, 12), 4);
        Unsafe.Add(ref s, 13) = sum + P.DivideByPowerOfTwo(Unsafe.Add(ref s, 13), 5);
        Unsafe.Add(ref s, 14) = sum + P.DivideByPowerOfTwo(Unsafe.Add(ref s, 14), 6);
        Unsafe.Add(ref s, 15) = sum + P.DivideByPowerOfTwo(Unsafe.Add(ref s, 15), 24);
        Unsafe.Add(ref s, 16) = sum - P.DivideByPowerOfTwo(Unsafe.Add(ref s, 16), 8);
        Unsafe.Add(ref s, 17) = sum - P.DivideByPowerOfTwo(Unsafe.Add(ref s, 17), 3);
        Unsafe.Add(ref s, 18) = sum - P.DivideByPowerOfTwo(Unsafe.Add(ref s, 18), 4);
        Unsafe.Add(ref s, 19) = sum - P.DivideByPowerOfTwo(Unsafe.Add(ref s, 19), 5);
        Unsafe.Add(ref s, 20) = sum - P.DivideByPowerOfTwo(Unsafe.Add(ref s, 20), 6);
        Unsafe.Add(ref s, 21) = sum - P.DivideByPowerOfTwo(Unsafe.Add(ref s, 21), 7);
        Unsafe.Add(ref s, 22) = sum - P.DivideByPowerOfTwo(Unsafe.Add(ref s, 22), 9);
        Unsafe.Add(ref s, 23) = sum - P.DivideByPowerOfTwo(Unsafe.Add(ref s, 23), 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static P Double<P>(P x)
        where P : unmanaged, IPackedField<P>
        => x + x;

    /// <summary>circ(2·M4, M4, …, M4), as in <see cref="Poseidon2Permutation"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
