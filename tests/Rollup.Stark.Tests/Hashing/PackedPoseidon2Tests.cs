using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;

namespace Rollup.Stark.Tests.Hashing;

public sealed class PackedPoseidon2Tests
{
    [Fact]
    public void Every_width_permutes_like_the_kernel()
    {
        ShouldPermuteLikeTheKernel<Scalar>();
        ShouldPermuteLikeTheKernel<Packed128>();
        ShouldPermuteLikeTheKernel<Packed256>();
        ShouldPermuteLikeTheKernel<Packed512>();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(37)]
    public void Batches_of_any_size_permute_like_the_kernel(int count)
    {
        KoalaBear[] states16 = Elements(16 * count), states24 = Elements(24 * count);
        KoalaBear[] expected16 = [.. states16], expected24 = [.. states24];
        for (int i = 0; i < count; i++)
        {
            Poseidon2Permutation.Permute16(expected16.AsSpan(16 * i));
            Poseidon2Permutation.Permute24(expected24.AsSpan(24 * i));
        }

        PackedPoseidon2.Permute16(states16);
        PackedPoseidon2.Permute24(states24);

        states16.ShouldBe(expected16);
        states24.ShouldBe(expected24);
    }

    private static void ShouldPermuteLikeTheKernel<P>()
        where P : unmanaged, IPackedField<P>
    {
        P[] state16 = new P[16], state24 = new P[24];
        Elements(16 * P.Lanes).AsSpan().CopyTo(PackedField.Lanes(state16.AsSpan()));
        Elements(24 * P.Lanes).AsSpan().CopyTo(PackedField.Lanes(state24.AsSpan()));
        KoalaBear[][] lanes16 = StatesOf(state16), lanes24 = StatesOf(state24);
        foreach (KoalaBear[] state in lanes16)
            Poseidon2Permutation.Permute16(state);
        foreach (KoalaBear[] state in lanes24)
            Poseidon2Permutation.Permute24(state);

        PackedPoseidon2.Permute16<P>(state16);
        PackedPoseidon2.Permute24<P>(state24);

        StatesOf(state16).ShouldBe(lanes16);
        StatesOf(state24).ShouldBe(lanes24);
    }

    private static KoalaBear[][] StatesOf<P>(P[] vectors)
        where P : unmanaged, IPackedField<P>
        => [.. Enumerable.Range(0, P.Lanes).Select(lane => vectors.Select(v => PackedField.Lane(v, lane)).ToArray())];

    private static KoalaBear[] Elements(int count)
        => [.. Enumerable.Range(0, count).Select(i => KoalaBear.FromCanonical((uint)i * 0x9e37_79b9u))];
}
