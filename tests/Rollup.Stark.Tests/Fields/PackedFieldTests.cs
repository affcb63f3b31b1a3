using System.Runtime.Intrinsics;
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

    [Fact]
    public void Transposition_of_a_square_moves_every_lane()
    {
        ShouldTranspose<Scalar>();
        ShouldTranspose<Packed128>();
        ShouldTranspose<Packed256>();
        ShouldTranspose<Packed512>();
    }

    [Fact]
    public void Products_without_an_instruction_for_them_are_the_same()
    {
        Random random = new(2);
        for (int repetition = 0; repetition < 100; repetition++)
        {
            Vector128<uint> a = Draw(), b = Draw();
            Words128.PortableMultiplyEven(a, b).AsUInt64().ShouldBe(Vector128.Create((ulong)a[0] * b[0], (ulong)a[2] * b[2]));
            Words128.PortableMultiplyEvenSigned(a, b).AsInt64().ShouldBe(Vector128.Create((long)(int)a[0] * (int)b[0], (long)(int)a[2] * (int)b[2]));
        }

        Vector128<uint> Draw() => Vector128.Create((uint)random.NextInt64(1L << 32), (uint)random.Next(), (uint)random.NextInt64(1L << 32), (uint)random.Next());
    }

    private static void ShouldTranspose<P>()
        where P : unmanaged, IPackedField<P>
    {
        KoalaBear[] square = [.. Enumerable.Range(0, P.Lanes * P.Lanes).Select(i => KoalaBear.FromCanonical((uint)i))];
        P[] vectors = System.Runtime.InteropServices.MemoryMarshal.Cast<KoalaBear, P>(square).ToArray();
        PackedField.Transpose(ref vectors[0]);
        for (int i = 0; i < P.Lanes; i++)
            LanesOf(vectors[i]).ShouldBe(Enumerable.Range(0, P.Lanes).Select(j => square[(j * P.Lanes) + i]));
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
            LanesOf(P.CubeOfSum(a, y[0])).ShouldBe(x.Select(u => (u + y[0]) * (u + y[0]) * (u + y[0])));
        }

        KoalaBear[] Draw() => [.. Enumerable.Range(0, P.Lanes)
            .Select(_ => random.Next(2) == 0 ? edges[random.Next(edges.Length)] : KoalaBear.FromCanonical((uint)random.NextInt64(1L << 32)))];
    }

    private static KoalaBear[] LanesOf<P>(P vector)
        where P : unmanaged, IPackedField<P>
        => [.. Enumerable.Range(0, P.Lanes).Select(i => PackedField.Lane(vector, i))];
}
