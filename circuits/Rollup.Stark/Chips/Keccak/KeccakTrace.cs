using System.Numerics;
using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Hashing;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Chips.Keccak;

/// <summary>Fills <see cref="KeccakColumns{T}"/>.</summary>
public static class KeccakTrace
{
    /// <summary>24 rows per state of 25 lanes, in order; the rest of the table permutes zero states and is not real.</summary>
    public static Trace Generate(ReadOnlyMemory<ulong> states)
    {
        int count = states.Length / PackedKeccak.LaneCount;
        Trace trace = new(KeccakAir.ColumnCount, Trace.HeightFor(count * PackedKeccak.Rounds));
        int permutations = (trace.Height + PackedKeccak.Rounds - 1) / PackedKeccak.Rounds;
        Workers.All.ForRanges(permutations, 4, (from, to) =>
        {
            Span<ulong> state = stackalloc ulong[PackedKeccak.LaneCount];
            for (int permutation = from; permutation < to; permutation++)
            {
                state.Clear();
                if (permutation < count)
                    states.Span.Slice(permutation * PackedKeccak.LaneCount, PackedKeccak.LaneCount).CopyTo(state);
                FillPermutation(trace, permutation * PackedKeccak.Rounds, state, permutation < count ? (uint)permutation : null);
            }
        });
        return trace;
    }

    /// <summary>
    /// Fills the rows of one permutation of <paramref name="state"/>, from row <paramref name="firstRow"/> to the end of the table at most, and advances the state. It is real if it has a
    /// <paramref name="number"/>.
    /// </summary>
    public static void FillPermutation(Trace trace, int firstRow, Span<ulong> state, uint? number)
    {
        for (int round = 0; round < PackedKeccak.Rounds && firstRow + round < trace.Height; round++)
        {
            ref KeccakColumns<KoalaBear> columns = ref trace.Row(firstRow + round).As<KeccakColumns<KoalaBear>, KoalaBear>();
            columns.Step[round] = KoalaBear.One;
            columns.IsReal = number is null ? KoalaBear.Zero : KoalaBear.One;
            columns.Number = KoalaBear.FromCanonical(number ?? 0);
            FillRound(ref columns, state, PackedKeccak.RoundConstants[round]);
        }
    }

    /// <summary>Writes a state's limbs, four per lane, lowest first.</summary>
    public static void WriteLimbs(ReadOnlySpan<ulong> state, Span<KoalaBear> limbs)
    {
        for (int i = 0; i < limbs.Length; i++)
            limbs[i] = KoalaBear.FromCanonical((ushort)(state[i / KeccakGeometry.LimbsPerLane] >> (i % KeccakGeometry.LimbsPerLane * KeccakGeometry.LimbBits)));
    }

    /// <summary>Fills all but the first three columns and advances the state by a round.</summary>
    private static void FillRound(ref KeccakColumns<KoalaBear> columns, Span<ulong> state, ulong roundConstant)
    {
        WriteLimbs(state, columns.Before);
        Span<ulong> parity = stackalloc ulong[5], thetaParity = stackalloc ulong[5], theta = stackalloc ulong[KeccakGeometry.Lanes], chi = stackalloc ulong[KeccakGeometry.Lanes];
        for (int x = 0; x < 5; x++)
            parity[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
        for (int x = 0; x < 5; x++)
            thetaParity[x] = parity[x] ^ parity[(x + 4) % 5] ^ BitOperations.RotateLeft(parity[(x + 1) % 5], 1);
        for (int lane = 0; lane < KeccakGeometry.Lanes; lane++)
            theta[lane] = state[lane] ^ parity[lane % 5] ^ thetaParity[lane % 5];
        WriteBits(parity, columns.Parity);
        WriteBits(thetaParity, columns.ThetaParity);
        WriteBits(theta, columns.Theta);

        for (int lane = 0; lane < KeccakGeometry.Lanes; lane++)
        {
            int x = lane % 5, y = lane / 5;
            chi[lane] = Rotated(theta, x, y) ^ (~Rotated(theta, x + 1, y) & Rotated(theta, x + 2, y));
        }

        for (int i = 0; i < KeccakGeometry.IotaBits.Length; i++)
            columns.Iota[i] = KoalaBear.FromCanonical((uint)(chi[0] >> KeccakGeometry.IotaBits[i]) & 1);
        chi[0] ^= roundConstant;
        chi.CopyTo(state);
        WriteLimbs(state, columns.After);
    }

    /// <summary>Lane (x, y) after ρ and π.</summary>
    private static ulong Rotated(ReadOnlySpan<ulong> theta, int x, int y)
    {
        int bitZero = KeccakGeometry.AfterRhoPi(x, y, 0);
        return BitOperations.RotateRight(theta[bitZero / KeccakGeometry.LaneBits], bitZero % KeccakGeometry.LaneBits);
    }

    private static void WriteBits(ReadOnlySpan<ulong> words, Span<KoalaBear> bits)
    {
        for (int i = 0; i < bits.Length; i++)
            bits[i] = (words[i / KeccakGeometry.LaneBits] >> (i % KeccakGeometry.LaneBits) & 1) == 0 ? KoalaBear.Zero : KoalaBear.One;
    }
}
