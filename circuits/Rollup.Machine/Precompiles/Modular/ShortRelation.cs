using System.Numerics;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>
/// For a scalar u four integers below 2^65 in magnitude with a₁ + a₂λ + (b₁ + b₂λ)·u ≡ 0 mod n, not all zero; then b₁ + b₂λ is not 0 mod n. So u·R = Q says no more than (b₁ + b₂λ)·Q + (a₁ + a₂λ)·R = 0, with scalars of a
/// quarter of the length.
/// <para>
/// In Eisenstein integers, ω standing for λ: pairs (α, β) with α + βu ≡ 0 mod π are a lattice of rank two with basis (π, 0), (−u, 1), where π divides n and is 0 for ω = λ. Gauss's reduction, each time with a quotient whose two
/// coordinates are rounded, ends with a shortest-so-far vector v₁ and a v₂ not shorter whose quotient by v₁ leaves coordinates of at most ½: of norm ≤ ¾. Hence |v₁|² ≤ 2·|π| = 2·√n, |α|, |β| ≤ √2·n^¼, and the coordinates of an
/// Eisenstein integer are at most 2/√3 times its magnitude: below 1.64·2^64.
/// </para>
/// </summary>
public readonly record struct ShortRelation(BigInteger A1, BigInteger A2, BigInteger B1, BigInteger B2)
{
    /// <summary>π = a + bω with a + bλ ≡ 0 mod n and norm n (Gallant, Lambert, Vanstone, CRYPTO 2001).</summary>
    private static readonly Eisenstein Divisor = new(
        BigInteger.Parse("64502973549206556628585045361533709077"), BigInteger.Parse("-303414439467246543595250775667605759171"));

    public static ShortRelation Find(BigInteger scalar)
    {
        (Eisenstein A, Eisenstein B) first = (Divisor, default), second = (new(-scalar, 0), new(1, 0));
        if (Norm(first) > Norm(second))
            (first, second) = (second, first);
        while (true)
        {
            // The quotient ⟨second, first⟩ / |first|², rounded.
            BigInteger norm = Norm(first);
            Eisenstein product = (second.A * first.A.Conjugate) + (second.B * first.B.Conjugate);
            Eisenstein quotient = new(DivideRounded(product.X, norm), DivideRounded(product.Y, norm));
            second = (second.A - (quotient * first.A), second.B - (quotient * first.B));
            if (Norm(second) >= norm)
                return new(first.A.X, first.A.Y, first.B.X, first.B.Y);
            (first, second) = (second, first);
        }
    }

    private static BigInteger Norm((Eisenstein A, Eisenstein B) vector) => vector.A.Norm + vector.B.Norm;

    private static BigInteger DivideRounded(BigInteger value, BigInteger divisor)
    {
        BigInteger doubled = (2 * value) + divisor;
        BigInteger quotient = BigInteger.DivRem(doubled, 2 * divisor, out BigInteger remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>x + yω, ω² + ω + 1 = 0.</summary>
    private readonly record struct Eisenstein(BigInteger X, BigInteger Y)
    {
        public BigInteger Norm => (X * X) - (X * Y) + (Y * Y);

        public Eisenstein Conjugate => new(X - Y, -Y);

        public static Eisenstein operator +(in Eisenstein a, in Eisenstein b) => new(a.X + b.X, a.Y + b.Y);

        public static Eisenstein operator -(in Eisenstein a, in Eisenstein b) => new(a.X - b.X, a.Y - b.Y);

        public static Eisenstein operator *(in Eisenstein a, in Eisenstein b)
        {
            BigInteger high = a.Y * b.Y;
            return new((a.X * b.X) - high, (a.X * b.Y) + (a.Y * b.X) - high);
        }
    }
}
