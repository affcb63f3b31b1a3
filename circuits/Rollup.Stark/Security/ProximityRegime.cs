namespace Rollup.Stark.Security;

/// <summary>
/// What is proven about how far from the code a batch or a fold may be without being noticed. Codes have rate ρ = 2^−b and dimension k, length n = k/ρ, over the challenge field F.
/// Only proven regimes exist here: the conjecture up to capacity is refuted.
/// </summary>
public abstract record ProximityRegime
{
    /// <summary>log₂ |F| = 5·log₂ p.</summary>
    public static double LogFieldSize { get; } = Fields.ExtensionField.Degree * Math.Log2(Kernel.Fields.KoalaBear.Modulus);

    public abstract string Name { get; }

    /// <summary>The proximity parameter θ: a query rejects a word that is θ-far from the code with probability at least θ.</summary>
    public abstract double Proximity(int logBlowup);

    /// <summary>log₂ of the most codewords within θ of any word.</summary>
    public abstract double LogListSize(int logBlowup);

    /// <summary>
    /// log₂ of the probability that a random combination f₀ + r·f₁ of words that are not jointly θ-close becomes θ-close. Combinations by powers of r of c words: c − 1 times as much.
    /// </summary>
    public abstract double LogLinearError(int logBlowup, int logDimension);
}
