using System.Numerics;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;

namespace Rollup.Recursion.Solidity;

/// <summary>
/// Bounds of the lanes in a word that is an extension element, and the constants that keep them. Sums and products are reduced as late as these bounds allow; whatever the contract adds or multiplies is
/// held against them here when it is generated, so a circuit that would break one has no contract.
/// </summary>
internal static class Lanes
{
    public const int Bits = 51;

    /// <summary>Bits of each half of a right factor.</summary>
    private const int HalfBits = 16;

    /// <summary>What <c>reduce</c> gets at most, and what comes out of it: 2^31 is 2^24 − 1, and the bits from 31 up become a factor of that.</summary>
    public static readonly BigInteger MaxSum = (61 * BigInteger.Pow(2, 31)) - 1, MaxReduced = Reduced(MaxSum);

    private static readonly BigInteger Modulus = KoalaBear.Modulus, MaxHalf = BigInteger.Pow(2, HalfBits) - 1;

    /// <summary>Per coefficient of a product modulo X⁵ + X² − 1, how many products of two coefficients it adds and subtracts.</summary>
    private static readonly (int Added, int Subtracted)[] Terms = CountTerms();

    static Lanes()
    {
        BigInteger low = BigInteger.Zero, all = BigInteger.Zero;
        for (int i = 0; i < ExtensionField.Degree; i++)
        {
            BigInteger added = Terms[i].Added * MaxReduced * MaxHalf;
            Check(Terms[i].Subtracted * MaxReduced * MaxHalf <= Positive(i), "a coefficient can be negative");
            low = BigInteger.Max(low, added + Positive(i) + (Modulus << HalfBits));
            all = BigInteger.Max(all, added + Positive(i) + (low >> HalfBits));
        }

        Check(low < BigInteger.One << Bits && all < BigInteger.One << Bits, "a coefficient does not fit its lane");
        MaxProduct = (all >> 24) + Modulus;
        Check(MaxProduct < 2 * Modulus, "a product is not below 2 p");
        Check(MaxReduced * MaxHalf < BigInteger.One << Bits, "an element times half of a base element does not fit its lanes");
    }

    /// <summary>What <c>multiply</c> gives at most.</summary>
    public static BigInteger MaxProduct { get; }

    /// <summary>In every lane a multiple of p that is at least what is subtracted from a product's coefficient.</summary>
    public static BigInteger PositiveWord => Word(Positive);

    /// <summary>The same, and 2^16·p, from which a half's multiple of p is taken.</summary>
    public static BigInteger PositiveLowWord => Word(i => Positive(i) + (Modulus << HalfBits));

    /// <summary>X⁵ + X² − 1 where X is one lane up.</summary>
    public static BigInteger Polynomial => BigInteger.Pow(2, ExtensionField.Degree * Bits) + BigInteger.Pow(2, 2 * Bits) - 1;

    public static BigInteger All(BigInteger value) => Word(_ => value);

    /// <summary>What <c>reduce</c> makes of lanes of at most <paramref name="sum"/>.</summary>
    public static BigInteger Reduced(BigInteger sum)
    {
        Check(sum < BigInteger.Pow(2, 47), "a sum is too large to be reduced");
        return (BigInteger.Pow(2, 31) - 1) + ((sum >> 31) * (BigInteger.Pow(2, 24) - 1));
    }

    /// <summary>What <c>scale</c> makes of lanes of at most <paramref name="element"/>; factors are below p.</summary>
    public static BigInteger Scaled(BigInteger element)
    {
        BigInteger low = ((element * MaxHalf) >> HalfBits) + Modulus, all = low + (element * (Modulus >> HalfBits));
        Check(element * MaxHalf < BigInteger.One << Bits && all < BigInteger.One << Bits, "an element times half of a base element does not fit its lanes");
        return (all >> 24) + Modulus;
    }

    public static void Check(bool holds, string otherwise)
    {
        if (!holds)
            throw new NotSupportedException($"The contract's lanes are too narrow: {otherwise}.");
    }

    private static BigInteger Positive(int lane) => ((Terms[lane].Subtracted * MaxReduced * MaxHalf / Modulus) + 1) * Modulus;

    private static BigInteger Word(Func<int, BigInteger> value) => Enumerable.Range(0, ExtensionField.Degree).Aggregate(BigInteger.Zero, (sum, i) => sum + (value(i) << (Bits * i)));

    private static (int Added, int Subtracted)[] CountTerms()
    {
        (int Added, int Subtracted)[] terms = new (int, int)[ExtensionField.Degree];
        for (int i = 0; i < ExtensionField.Degree; i++)
        {
            for (int j = 0; j < ExtensionField.Degree; j++)
                Add(i + j, isAdded: true);
        }

        return terms;

        // X⁵ is 1 − X².
        void Add(int power, bool isAdded)
        {
            if (power >= ExtensionField.Degree)
            {
                Add(power - ExtensionField.Degree, isAdded);
                Add(power - ExtensionField.Degree + 2, !isAdded);
                return;
            }

            terms[power] = isAdded ? (terms[power].Added + 1, terms[power].Subtracted) : (terms[power].Added, terms[power].Subtracted + 1);
        }
    }
}
