using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;

namespace Rollup.Stark.Chips.Keccak;

/// <summary>
/// Keccak-f[1600], one round per row, 24 rows per permutation, all constraints of degree at most 3. With <paramref name="exposed"/>, real permutations send (number ‖ input limbs) to
/// <see cref="Inputs"/> in their first row and (number ‖ output limbs) to <see cref="Outputs"/> in their last.
/// </summary>
public sealed class KeccakAir(bool exposed = false) : IAir
{
    private static readonly string[] Names = ColumnNames.Of<KeccakColumns<byte>>();

    /// <summary>2473.</summary>
    public static readonly int ColumnCount = Unsafe.SizeOf<KeccakColumns<byte>>();

    public static Bus Inputs { get; } = new(2, "keccak inputs", 1 + KeccakGeometry.LimbCount);

    public static Bus Outputs { get; } = new(3, "keccak outputs", 1 + KeccakGeometry.LimbCount);

    public string Name => exposed ? "keccak exposed" : "keccak";

    public int Width => ColumnCount;

    public string ColumnName(int index) => Names[index];

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly KeccakColumns<T> local = ref builder.Local.As<KeccakColumns<T>, T>();
        ref readonly KeccakColumns<T> next = ref builder.Next.As<KeccakColumns<T>, T>();
        ConstrainSequence<TBuilder, T>(ref builder, in local, in next);
        ConstrainTheta<TBuilder, T>(ref builder, in local);
        ConstrainChiAndIota<TBuilder, T>(ref builder, in local);
        if (exposed)
        {
            builder.Send(Inputs, [local.Number, .. (ReadOnlySpan<T>)local.Before], local.IsReal * local.Step[0], maxMultiplicity: 1);
            builder.Send(Outputs, [local.Number, .. (ReadOnlySpan<T>)local.After], local.IsReal * local.Step[PackedKeccak.Rounds - 1], maxMultiplicity: 1);
        }
    }

    /// <summary>Rounds follow each other from round 0 on, cyclically; inside a permutation the state, its number and IsReal carry over.</summary>
    private static void ConstrainSequence<TBuilder, T>(ref TBuilder builder, ref readonly KeccakColumns<T> local, ref readonly KeccakColumns<T> next)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        builder.AssertZeroOnFirstRow("round 0 comes first", local.Step[0] - One<T>());
        for (int round = 1; round < PackedKeccak.Rounds; round++)
            builder.AssertZeroOnFirstRow("no other round comes first", local.Step[round]);
        for (int round = 0; round < PackedKeccak.Rounds; round++)
            builder.AssertZeroOnTransition("rounds follow each other", next.Step[(round + 1) % PackedKeccak.Rounds] - local.Step[round]);

        T isNotLast = One<T>() - local.Step[PackedKeccak.Rounds - 1];
        for (int limb = 0; limb < KeccakGeometry.LimbCount; limb++)
            builder.AssertZeroOnTransition("the state carries over", isNotLast * (next.Before[limb] - local.After[limb]));
        builder.AssertBool("IsReal is a bit", local.IsReal);
        builder.AssertZeroOnTransition("IsReal carries over", isNotLast * (next.IsReal - local.IsReal));
        builder.AssertZeroOnTransition("the number carries over", isNotLast * (next.Number - local.Number));
    }

    /// <summary>
    /// C and A′ are bits; C′ is what θ makes of C; A = A′ ⊕ C ⊕ C′; and C′ is the column parity of A′. The last two make C the column parity of A, for
    /// ⊕_y A′ = ⊕_y A ⊕ C ⊕ C′ (five equal terms are one).
    /// </summary>
    private static void ConstrainTheta<TBuilder, T>(ref TBuilder builder, ref readonly KeccakColumns<T> local)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        const int Bits = KeccakGeometry.LaneBits;
        for (int i = 0; i < 5 * Bits; i++)
            builder.AssertBool("C is a bit", local.Parity[i]);
        for (int i = 0; i < KeccakGeometry.Lanes * Bits; i++)
            builder.AssertBool("A' is a bit", local.Theta[i]);
        for (int x = 0; x < 5; x++)
        {
            for (int z = 0; z < Bits; z++)
            {
                T theta = Xor(local.Parity[(x * Bits) + z], Xor(local.Parity[((x + 4) % 5 * Bits) + z], local.Parity[((x + 1) % 5 * Bits) + ((z + Bits - 1) % Bits)]));
                builder.AssertZero("C' is what θ makes of C", local.ThetaParity[(x * Bits) + z] - theta);

                T difference = -local.ThetaParity[(x * Bits) + z];
                for (int y = 0; y < 5; y++)
                    difference += local.Theta[(KeccakGeometry.Lane(x, y) * Bits) + z];
                builder.AssertZero(
                    "C' is the parity of A'", difference * (difference - AirBuilderExtensions.Number<T>(2)) * (difference - AirBuilderExtensions.Number<T>(4)));
            }
        }

        // C ⊕ C′ is shared by the five lanes of a column.
        for (int x = 0; x < 5; x++)
        {
            for (int limb = 0; limb < KeccakGeometry.LimbsPerLane; limb++)
            {
                ColumnArrays.Of16<T> flips = default;
                for (int bit = 0; bit < KeccakGeometry.LimbBits; bit++)
                {
                    int z = (limb * KeccakGeometry.LimbBits) + bit;
                    flips[bit] = Xor(local.Parity[(x * Bits) + z], local.ThetaParity[(x * Bits) + z]);
                }

                for (int y = 0; y < 5; y++)
                {
                    int lane = KeccakGeometry.Lane(x, y);
                    T sum = default;
                    for (int bit = KeccakGeometry.LimbBits - 1; bit >= 0; bit--)
                        sum = sum + sum + Xor(local.Theta[(lane * Bits) + (limb * KeccakGeometry.LimbBits) + bit], flips[bit]);
                    builder.AssertZero("A' is what θ makes of A", local.Before[(lane * KeccakGeometry.LimbsPerLane) + limb] - sum);
                }
            }
        }
    }

    /// <summary>χ: B[x] ⊕ (¬B[x + 1] ∧ B[x + 2]) with B = π(ρ(A′)), then ι on lane (0, 0).</summary>
    private static void ConstrainChiAndIota<TBuilder, T>(ref TBuilder builder, ref readonly KeccakColumns<T> local)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        for (int lane = 0; lane < KeccakGeometry.Lanes; lane++)
        {
            int x = lane % 5, y = lane / 5;
            for (int limb = 0; limb < KeccakGeometry.LimbsPerLane; limb++)
            {
                T sum = default;
                for (int bit = KeccakGeometry.LimbBits - 1; bit >= 0; bit--)
                {
                    int z = (limb * KeccakGeometry.LimbBits) + bit;
                    T chi = Chi(local.Theta[KeccakGeometry.AfterRhoPi(x, y, z)], local.Theta[KeccakGeometry.AfterRhoPi(x + 1, y, z)], local.Theta[KeccakGeometry.AfterRhoPi(x + 2, y, z)]);
                    sum = sum + sum + chi;
                    int iota = lane == 0 ? KeccakGeometry.IotaBits.IndexOf((byte)z) : -1;
                    if (iota >= 0)
                        builder.AssertZero("ι takes bits of χ", local.Iota[iota] - chi);
                }

                if (lane == 0)
                    sum += IotaDifference(in local, limb);
                builder.AssertZero("the state after the round", local.After[(lane * KeccakGeometry.LimbsPerLane) + limb] - sum);
            }
        }
    }

    /// <summary>What ι adds to a limb: Σ_z 2^z·(c_z − 2·c_z·b_z) with c the round constant and b the bits after χ.</summary>
    private static T IotaDifference<T>(ref readonly KeccakColumns<T> local, int limb)
        where T : struct, IAlgebra<T>
    {
        T sum = default;
        for (int i = 0; i < KeccakGeometry.IotaBits.Length; i++)
        {
            int z = KeccakGeometry.IotaBits[i];
            if (z / KeccakGeometry.LimbBits != limb)
                continue;
            T constant = default;
            for (int round = 0; round < PackedKeccak.Rounds; round++)
            {
                if ((PackedKeccak.RoundConstants[round] >> z & 1) != 0)
                    constant += local.Step[round];
            }

            sum += (constant - (constant * (local.Iota[i] + local.Iota[i]))) * AirBuilderExtensions.Number<T>(1u << (z % KeccakGeometry.LimbBits));
        }

        return sum;
    }

    private static T One<T>()
        where T : struct, IAlgebra<T>
        => T.Constant(KoalaBear.One);

    /// <summary>a ⊕ b = a + b − 2ab.</summary>
    private static T Xor<T>(T a, T b)
        where T : struct, IAlgebra<T>
    {
        T product = a * b;
        return a + b - (product + product);
    }

    /// <summary>a ⊕ (¬b ∧ c).</summary>
    private static T Chi<T>(T a, T b, T c)
        where T : struct, IAlgebra<T>
        => Xor(a, c - (b * c));
}
