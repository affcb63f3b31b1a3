using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Poseidon2;
using Rollup.Stark.Hashing;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Chips.Keccak;

/// <summary>Fills <see cref="KeccakDigestColumns{T}"/>.</summary>
public static class KeccakDigestTrace
{
    /// <summary>One row per state of 25 lanes; also the public values.</summary>
    public static (Trace Trace, KoalaBear[] PublicValues) Generate(ReadOnlySpan<ulong> states)
    {
        int count = states.Length / PackedKeccak.LaneCount;
        Trace trace = new(KeccakDigestAir.ColumnCount, Trace.HeightFor(count));
        Span<KoalaBear> limbs = stackalloc KoalaBear[2 * KeccakGeometry.LimbCount];
        Span<KoalaBear> state = stackalloc KoalaBear[KeccakDigestAir.StateWidth];
        state.Clear();
        state[KeccakDigestAir.DigestLength] = KoalaBear.FromCanonical(KeccakDigestAir.Domain);
        Span<ulong> permuted = stackalloc ulong[PackedKeccak.LaneCount];
        for (int row = 0; row < trace.Height; row++)
        {
            ref KeccakDigestColumns<KoalaBear> columns = ref trace.Row(row).As<KeccakDigestColumns<KoalaBear>, KoalaBear>();
            bool isReal = row < count;
            limbs.Clear();
            if (isReal)
            {
                states.Slice(row * PackedKeccak.LaneCount, PackedKeccak.LaneCount).CopyTo(permuted);
                KeccakTrace.WriteLimbs(permuted, limbs[..KeccakGeometry.LimbCount]);
                PackedKeccak.Permute(System.Runtime.InteropServices.MemoryMarshal.Cast<ulong, KeccakLanes1>(permuted));
                KeccakTrace.WriteLimbs(permuted, limbs[KeccakGeometry.LimbCount..]);
            }

            columns.IsReal = isReal ? KoalaBear.One : KoalaBear.Zero;
            columns.Number = KoalaBear.FromCanonical((uint)row);
            columns.Count = KoalaBear.FromCanonical((uint)Math.Min(row + 1, count));
            state.CopyTo(columns.State);
            ReadOnlySpan<KoalaBear> after = FillPermutations(ref columns, limbs);
            if (isReal)
                after.CopyTo(state);
        }

        return (trace, [KoalaBear.FromCanonical((uint)count), .. state[..KeccakDigestAir.DigestLength]]);
    }

    private static ReadOnlySpan<KoalaBear> FillPermutations(ref KeccakDigestColumns<KoalaBear> columns, ReadOnlySpan<KoalaBear> limbs)
    {
        ReadOnlySpan<KoalaBear> before = columns.State;
        for (int permutation = 0; permutation < KeccakDigestAir.PermutationsPerRow; permutation++)
        {
            ref Poseidon2Columns<KoalaBear> poseidon2 = ref columns.Permutations[permutation];
            limbs.Slice(permutation * KeccakDigestAir.DigestLength, KeccakDigestAir.DigestLength).CopyTo(poseidon2.Input);
            before[KeccakDigestAir.DigestLength..].CopyTo(poseidon2.Input[KeccakDigestAir.DigestLength..]);
            Poseidon2Trace.FillPermutation(ref poseidon2);
            before = ((ReadOnlySpan<KoalaBear>)poseidon2.Final)[Poseidon2Constraints.OutputOffset..];
        }

        return before;
    }
}
