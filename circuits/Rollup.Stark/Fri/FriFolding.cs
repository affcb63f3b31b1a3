using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Ntt;

namespace Rollup.Stark.Fri;

/// <summary>
/// Folding of a codeword G over ⟨ω⟩ by 2^k, as k steps of G(y) + G(−y) + β·(G(y) − G(−y))/y at y² with β, β², β⁴, …: the result is
/// 2^k·Σⱼ βʲ·Gⱼ where G(y) = Σⱼ yʲ·Gⱼ(y^(2^k)) for j below 2^k. Written once, for packed values, single ones and handles of a circuit.
/// </summary>
public static class FriFolding
{
    /// <summary>β, β², β⁴, …, one per step.</summary>
    public static TExtension[] Squares<TExtension>(TExtension beta, int logFolding)
        where TExtension : struct, IAlgebra<TExtension>
    {
        TExtension[] squares = new TExtension[logFolding];
        for (int i = 0; i < logFolding; i++, beta *= beta)
            squares[i] = beta;
        return squares;
    }

    /// <summary>
    /// Folds values₀, …, values_{s−1}, those at y·ω_s^bitreverse(t) for t below s, to the value at yˢ. <paramref name="values"/> is overwritten.
    /// </summary>
    public static TExtension Fold<TExtension, TBase>(Span<TExtension> values, TBase inverseY, ReadOnlySpan<TExtension> squares)
        where TExtension : struct, IExtension<TExtension, TBase>
        where TBase : struct, IAlgebra<TBase>
    {
        for (int step = 0; step < squares.Length; step++)
        {
            int log = squares.Length - step;
            KoalaBear inverseRoot = KoalaBear.TwoAdicGenerator(log).Inverse();
            for (int i = 0; i < 1 << (log - 1); i++)
            {
                TExtension a = values[2 * i], b = values[(2 * i) + 1];
                TBase factor = i == 0 ? inverseY : inverseY * TBase.Constant(inverseRoot.Pow((ulong)Domain.ReverseBits(i, log - 1)));
                values[i] = a + b + (squares[step] * TExtension.Scale(a - b, factor));
            }

            inverseY *= inverseY;
        }

        return values[0];
    }
}
