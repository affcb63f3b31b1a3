using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Tests.Fields;

public sealed class PackedFieldTests
{
    [Fact]
    public void Every_width_agrees_with_scalar_arithmetic_lane_by_lane()
    {
        ShouldAgree<Scalar>();
        ShouldAgree<Packed128>();
        ShouldAgree<Packed256>();
        ShouldAgree<Packed512>();
    }

    private static void ShouldAgree<P>()
        where P : unmanaged, IPackedField<P>
    {
        KoalaBear[] edges = [.. new uint[] { 0, 1, 2, 0x00ff_ffff, 0x0100_0000, 0x7eff_ffff, 0x7f00_0000 }.Select(KoalaBear.FromCanonical)];
        Random random = new(1);
        for (int repetition = 0; repetition < 200; repetition++)
        {
            KoalaBear[] x = Draw(), y = Draw();
            P a = System.Runtime.InteropServices.MemoryMarshal.Cast<KoalaBear, P>(x)[0];
            P b = System.Runtime.InteropServices.MemoryMarshal.Cast<KoalaBear, P>(y)[0];
            LanesOf(a + b).ShouldBe(x.Zip(y, (u, v) => u + v));
            LanesOf(a - b).ShouldBe(x.Zip(y, (u, v) => u - v));
            LanesOf(a * b).ShouldBe(x.Zip(y, (u, v) => u * v));
            LanesOf(-a).ShouldBe(x.Select(u => -u));
            LanesOf(P.Constant(x[0])).ShouldAllBe(u => u == x[0]);
            LanesOf(P.Inverse(a)).ShouldBe(x.Select(u => u.Inverse()));
            LanesOf(P.ToCanonicalWords(a)).Select(u => u.MontgomeryWord).ShouldBe(x.Select(u => u.ToCanonical()));
            LanesOf(P.DivideByPowerOfTwo(a, 1)).ShouldBe(x.Select(u => u * KoalaBear.Two.Inverse()));
            LanesOf(P.DivideByPowerOfTwo(a, 7)).ShouldBe(x.Select(u => u * KoalaBear.FromCanonical(1 << 7).Inverse()));
            LanesOf(P.DivideByPowerOfTwo(a, 24)).ShouldBe(x.Select(u => u * KoalaBear.FromCanonical(1 << 24).Inverse()));
            LanesOf(P.ShiftIn(a, b)).ShouldBe([.. x[1..], y[0]]);
            LanesOf(PackedField.GeometricSequence<P>(x[0], y[0])).ShouldBe(Enumerable.Range(0, P.Lanes).Select(i => x[0] * y[0].Pow((ulong)i)));
            for (int distance = 1; distance < P.Lanes; distance *= 2)
            {
                LanesOf(P.SwapLanes(a, distance)).ShouldBe(x.Select((_, i) => x[i ^ distance]));
                LanesOf(P.NegateLanes(a, distance)).ShouldBe(x.Select((u, i) => (i & distance) == 0 ? u : -u));
            }
        }

        KoalaBear[] Draw() => [.. Enumerable.Range(0, P.Lanes)
            .Select(_ => random.Next(2) == 0 ? edges[random.Next(edges.Length)] : KoalaBear.FromCanonical((uint)random.NextInt64(1L << 32)))];
    }

    private static KoalaBear[] LanesOf<P>(P vector)
        where P : unmanaged, IPackedField<P>
        => [.. Enumerable.Range(0, P.Lanes).Select(i => PackedField.Lane(vector, i))];
}
