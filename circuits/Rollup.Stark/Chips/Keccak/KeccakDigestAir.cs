using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Poseidon2;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Chips.Keccak;

/// <summary>
/// Binds the inputs and outputs of the permutations of an exposed <see cref="KeccakAir"/> to public values: their count, and the digest of a Poseidon2 sponge (width 16, rate
/// 8, overwriting; the limbs of every input and output in order). One Keccak permutation, 25 Poseidon2 permutations, per row.
/// <para>
/// Why an output belongs to its input: a real row of number j takes one input and one output numbered j, and no other row does. The Keccak table starts with round 0 and keeps IsReal and the number
/// through a permutation, so that whatever sends an output has sent its own input under the same number, and two inputs numbered j would be one too many.
/// </para>
/// </summary>
public sealed class KeccakDigestAir : IAir
{
    private static readonly string[] Names = ColumnNames.Of<KeccakDigestColumns<byte>>();

    /// <summary>The count and eight digest elements.</summary>
    public const int PublicValues = 1 + DigestLength;

    internal const int DigestLength = 8, StateWidth = 16, PermutationsPerRow = 25;

    /// <summary>The first element of the sponge's capacity at the start.</summary>
    internal const uint Domain = 0x004b_4543;

    /// <summary>4119.</summary>
    public static readonly int ColumnCount = Unsafe.SizeOf<KeccakDigestColumns<byte>>();

    public string Name => "keccak digest";

    public int Width => ColumnCount;

    public string ColumnName(int index) => Names[index];

    public int PublicValueCount => PublicValues;

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly KeccakDigestColumns<T> local = ref builder.Local.As<KeccakDigestColumns<T>, T>();
        ref readonly KeccakDigestColumns<T> next = ref builder.Next.As<KeccakDigestColumns<T>, T>();
        ConstrainCounters<TBuilder, T>(ref builder, in local, in next);
        ConstrainSponge<TBuilder, T>(ref builder, in local, in next);

        T[] limbs = new T[PermutationsPerRow * DigestLength];
        for (int i = 0; i < limbs.Length; i++)
            limbs[i] = local.Permutations[i / DigestLength].Input[i % DigestLength];
        int half = limbs.Length / 2;
        T[] input = [local.Number, .. limbs[..half]], output = [local.Number, .. limbs[half..]];
        builder.Receive(KeccakAir.Inputs, input, local.IsReal, maxMultiplicity: 1);
        builder.Receive(KeccakAir.Outputs, output, local.IsReal, maxMultiplicity: 1);
    }

    private static void ConstrainCounters<TBuilder, T>(ref TBuilder builder, ref readonly KeccakDigestColumns<T> local, ref readonly KeccakDigestColumns<T> next)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        T one = T.Constant(KoalaBear.One);
        builder.AssertBool("IsReal is a bit", local.IsReal);
        builder.AssertZeroOnTransition("real rows come first", next.IsReal * (one - local.IsReal));
        builder.AssertZeroOnFirstRow("numbers start at 0", local.Number);
        builder.AssertZeroOnTransition("numbers are consecutive", next.Number - local.Number - one);
        builder.AssertZeroOnFirstRow("the count starts", local.Count - local.IsReal);
        builder.AssertZeroOnTransition("the count goes on", next.Count - local.Count - next.IsReal);
        builder.AssertZeroOnLastRow("the count is public", local.Count - builder.PublicValue(0));
    }

    private static void ConstrainSponge<TBuilder, T>(ref TBuilder builder, ref readonly KeccakDigestColumns<T> local, ref readonly KeccakDigestColumns<T> next)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        for (int i = 0; i < StateWidth; i++)
            builder.AssertZeroOnFirstRow("the sponge starts", local.State[i] - AirBuilderExtensions.Number<T>(i == DigestLength ? Domain : 0));

        ReadOnlySpan<T> before = local.State;
        for (int permutation = 0; permutation < PermutationsPerRow; permutation++)
        {
            ref readonly Poseidon2Columns<T> columns = ref local.Permutations[permutation];
            for (int i = DigestLength; i < StateWidth; i++)
                builder.AssertZero("the capacity goes on", columns.Input[i] - before[i]);
            Poseidon2Constraints.Constrain<TBuilder, T>(ref builder, in columns);
            before = ((ReadOnlySpan<T>)columns.Final)[Poseidon2Constraints.OutputOffset..];
        }

        for (int i = 0; i < StateWidth; i++)
        {
            // Padding rows leave the sponge as it is.
            T after = local.State[i] + (local.IsReal * (before[i] - local.State[i]));
            builder.AssertZeroOnTransition("the sponge goes on", next.State[i] - after);
            if (i < DigestLength)
                builder.AssertZeroOnLastRow("the digest is public", after - builder.PublicValue(1 + i));
        }
    }
}
