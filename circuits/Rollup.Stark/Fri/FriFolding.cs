using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Fri;

/// <summary>
/// Folding of a codeword G over ⟨ω⟩ by 2^k, as k steps of (G(y) + G(−y))/2 + β·(G(y) − G(−y))/(2y) at y² with β, β², β⁴, …: the result is
/// Σⱼ βʲ·Gⱼ where G(y) = Σⱼ yʲ·Gⱼ(y^(2^k)) for j below 2^k.
/// </summary>
public static class FriFolding
{
    /// <summary>
    /// Folds values₀, …, values_{s−1}, those at y·ω_sᵗ for t below s, to the value at yˢ. <paramref name="values"/> is overwritten.
    /// </summary>
    public static Quintic<P> Fold<P>(Span<Quintic<P>> values, P inverseY, Extension beta)
        where P : unmanaged, IPackedField<P>
    {
        P half = P.Constant(KoalaBear.Two.Inverse());
        for (int size = values.Length; size > 1; size /= 2)
        {
            Quintic<P> packedBeta = Quintic<P>.Broadcast(beta);
            KoalaBear inverseRoot = KoalaBear.TwoAdicGenerator(int.Log2(size)).Inverse();
            P factor = inverseY * half;
            for (int t = 0; t < size / 2; t++)
            {
                Quintic<P> a = values[t], b = values[t + (size / 2)];
                values[t] = ((a + b) * half) + (packedBeta * ((a - b) * factor));
                factor *= P.Constant(inverseRoot);
            }

            inverseY *= inverseY;
            beta *= beta;
        }

        return values[0];
    }
}
