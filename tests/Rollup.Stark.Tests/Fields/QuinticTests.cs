using System.Numerics;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Tests.Fields;

public sealed class QuinticTests
{
    private static readonly Random Random = new(2);

    [Fact]
    public void Products_agree_with_polynomial_division_over_the_integers()
    {
        for (int repetition = 0; repetition < 100; repetition++)
        {
            Extension a = Draw(), b = Draw();
            Canonical(a * b).ShouldBe(NaiveProduct(Canonical(a), Canonical(b)));
        }
    }

    [Fact]
    public void Non_zero_elements_times_their_inverses_are_one()
    {
        for (int repetition = 0; repetition < 100; repetition++)
        {
            Extension a = Draw();
            (a * a.Inverse()).ShouldBe(Extension.One);
        }

        Extension.Zero.Inverse().ShouldBe(Extension.Zero);
    }

    [Fact]
    public void The_modulus_is_irreducible()
    {
        // X^(p^5) = X and X^p ≠ X, for a prime degree (Rabin's test).
        Extension x = new(default, new(KoalaBear.One), default, default, default);
        Extension power = x;
        for (int i = 0; i < 5; i++)
        {
            power = power.Pow(KoalaBear.Modulus);
            (power == x).ShouldBe(i == 4);
        }
    }

    [Fact]
    public void Packed_elements_are_scalar_elements_side_by_side()
    {
        ShouldAgree<Packed128>();
        ShouldAgree<Packed256>();
        ShouldAgree<Packed512>();
    }

    [Fact]
    public void Sums_of_products_do_not_overflow()
    {
        ShouldSumProducts<Scalar>();
        ShouldSumProducts<Packed128>();
        ShouldSumProducts<Packed256>();
        ShouldSumProducts<Packed512>();
    }

    [Fact]
    public void Batch_inversion_inverts_every_element()
    {
        Extension[] values = [.. Enumerable.Range(0, 37).Select(_ => Draw())];
        Extension[] inverses = [.. values];
        BatchInversion.Invert<Scalar>(inverses.AsSpan(), new Extension[37]);
        values.Zip(inverses, (a, b) => a * b).ShouldAllBe(product => product == Extension.One);
    }

    private static void ShouldAgree<P>()
        where P : unmanaged, IPackedField<P>
    {
        Extension[] a = [.. Enumerable.Range(0, P.Lanes).Select(_ => Draw())], b = [.. Enumerable.Range(0, P.Lanes).Select(_ => Draw())];
        Quintic<P> x = Pack<P>(a), y = Pack<P>(b);
        Unpack(x * y).ShouldBe(a.Zip(b, (u, v) => u * v));
        Unpack(x + y).ShouldBe(a.Zip(b, (u, v) => u + v));
        Unpack(x - y).ShouldBe(a.Zip(b, (u, v) => u - v));
        Unpack(x.Inverse()).ShouldBe(a.Select(u => u.Inverse()));

        // The smallest and the largest words in every place: what is summed before it is reduced must not overflow.
        Scalar zero = default, largest = new(KoalaBear.FromMontgomeryWord(KoalaBear.Modulus - 1));
        for (int mask = 0; mask < 1 << 10; mask++)
        {
            Extension left = Edge(mask), right = Edge(mask >> 5);
            Unpack(Quintic<P>.Broadcast(left) * Quintic<P>.Broadcast(right)).ShouldAllBe(product => product == Extension.Product(left, right));
        }

        Extension Edge(int bits) => new(Pick(bits), Pick(bits >> 1), Pick(bits >> 2), Pick(bits >> 3), Pick(bits >> 4));

        Scalar Pick(int bit) => (bit & 1) == 0 ? zero : largest;
    }

    /// <summary>Of random elements, and of the largest ones only.</summary>
    private static void ShouldSumProducts<P>()
        where P : unmanaged, IPackedField<P>
    {
        Scalar largest = new(KoalaBear.FromMontgomeryWord(KoalaBear.Modulus - 1));
        foreach (bool drawn in (bool[])[false, true])
        {
            foreach (int count in (int[])[0, 1, 3, 4, 7, 400])
            {
                P[] values = new P[count];
                foreach (ref KoalaBear lane in PackedField.Lanes(values.AsSpan()))
                    lane = drawn ? Element().Value : largest.Value;
                Extension[] weights = [.. Enumerable.Range(0, count).Select(_ => drawn ? Draw() : new(largest, largest, largest, largest, largest))];
                Extension[] expected = [.. Enumerable.Range(0, P.Lanes).Select(lane => values.Zip(weights)
                    .Aggregate(Extension.Zero, (sum, term) => sum + (term.Second * new Scalar(PackedField.Lane(term.First, lane)))))];

                Unpack(P.Dot(values, weights)).ShouldBe(expected);

                if (count % PackedField.DotTerms != 0)
                    continue;
                P[] sums = new P[PackedField.SumLength];
                for (int i = 0; i < count; i += PackedField.DotTerms)
                    P.AddProducts(values.AsSpan(i, PackedField.DotTerms), 1, [.. weights.AsSpan(i, PackedField.DotTerms).ToArray().Select(Quintic<P>.Broadcast)], sums);
                Unpack(P.FinishSum(sums)).ShouldBe(expected);
            }
        }
    }

    private static Quintic<P> Pack<P>(Extension[] values)
        where P : unmanaged, IPackedField<P>
    {
        P[] coordinates = new P[5];
        for (int i = 0; i < 5 * P.Lanes; i++)
            PackedField.Lanes(coordinates.AsSpan())[i] = values[i % P.Lanes][i / P.Lanes].Value;
        return new(coordinates[0], coordinates[1], coordinates[2], coordinates[3], coordinates[4]);
    }

    private static Extension[] Unpack<P>(Quintic<P> value)
        where P : unmanaged, IPackedField<P>
        => [.. Enumerable.Range(0, P.Lanes).Select(lane => new Extension(
            new(PackedField.Lane(value.C0, lane)), new(PackedField.Lane(value.C1, lane)), new(PackedField.Lane(value.C2, lane)),
            new(PackedField.Lane(value.C3, lane)), new(PackedField.Lane(value.C4, lane))))];

    private static BigInteger[] NaiveProduct(BigInteger[] a, BigInteger[] b)
    {
        BigInteger[] product = new BigInteger[9];
        for (int i = 0; i < 25; i++)
            product[(i / 5) + (i % 5)] += a[i / 5] * b[i % 5];
        for (int degree = 8; degree >= 5; degree--)
        {
            // X^degree = X^(degree − 5)·(1 − X²)
            product[degree - 5] += product[degree];
            product[degree - 3] -= product[degree];
        }

        return [.. product.Take(5).Select(c => ((c % KoalaBear.Modulus) + KoalaBear.Modulus) % KoalaBear.Modulus)];
    }

    private static BigInteger[] Canonical(Extension value) => [.. Enumerable.Range(0, 5).Select(i => (BigInteger)value[i].Value.ToCanonical())];

    private static Extension Draw() => new(Element(), Element(), Element(), Element(), Element());

    private static Scalar Element() => new(KoalaBear.FromCanonical((uint)Random.NextInt64(1L << 32)));
}
