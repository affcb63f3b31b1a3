using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Hashing;

/// <summary>
/// The Poseidon2 permutation on as many independent states as a packed field has lanes: vector i holds element i of every state.
/// Lane by lane equal to <see cref="Poseidon2Permutation"/>.
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
        InternalRounds(ref s, Poseidon2Width16.Width, Poseidon2Width16.InternalConstants, Poseidon2Width16.Diagonal);
        ExternalRounds(ref s, Poseidon2Width16.Width, Poseidon2Width16.ExternalFinalConstants);
    }

    /// <summary>Permutes the states in the first 24 vectors of <paramref name="state"/>.</summary>
    public static void Permute24<P>(Span<P> state)
        where P : unmanaged, IPackedField<P>
    {
        ref P s = ref MemoryMarshal.GetReference(state[..Poseidon2Width24.Width]);
        ExternalLinearLayer(ref s, Poseidon2Width24.Width);
        ExternalRounds(ref s, Poseidon2Width24.Width, Poseidon2Width24.ExternalInitialConstants);
        InternalRounds(ref s, Poseidon2Width24.Width, Poseidon2Width24.InternalConstants, Poseidon2Width24.Diagonal);
        ExternalRounds(ref s, Poseidon2Width24.Width, Poseidon2Width24.ExternalFinalConstants);
    }

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

    private static void InternalRounds<P>(ref P s, int width, ReadOnlySpan<uint> constants, ReadOnlySpan<uint> diagonal)
        where P : unmanaged, IPackedField<P>
    {
        for (int round = 0; round < constants.Length; round++)
        {
            P x = s + P.Constant(KoalaBear.FromMontgomeryWord(constants[round]));
            s = x * x * x;
            P sum0 = s, sum1 = Unsafe.Add(ref s, 1), sum2 = Unsafe.Add(ref s, 2), sum3 = Unsafe.Add(ref s, 3);
            for (int i = 4; i < width; i += 4)
            {
                sum0 += Unsafe.Add(ref s, i);
                sum1 += Unsafe.Add(ref s, i + 1);
                sum2 += Unsafe.Add(ref s, i + 2);
                sum3 += Unsafe.Add(ref s, i + 3);
            }

            P sum = sum0 + sum1 + (sum2 + sum3);
            for (int i = 0; i < width; i++)
                Unsafe.Add(ref s, i) = sum + (P.Constant(KoalaBear.FromMontgomeryWord(diagonal[i])) * Unsafe.Add(ref s, i));
        }
    }

    /// <summary>circ(2·M4, M4, …, M4), as in <see cref="Poseidon2Permutation"/>.</summary>
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
