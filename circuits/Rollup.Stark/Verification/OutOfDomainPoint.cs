using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Ntt;
using Rollup.Stark.Proofs;
using Rollup.Stark.Quotients;

namespace Rollup.Stark.Verification;

/// <summary>What ζ means for tables of n = 2^<see cref="LogHeight"/> rows.</summary>
internal sealed class OutOfDomainPoint<TContext, TBase, TExtension, TDigest, TBit>
    where TContext : IVerifierContext<TBase, TExtension, TDigest, TBit>
    where TBase : struct, IAlgebra<TBase>
    where TExtension : struct, IExtension<TExtension, TBase>
{
    /// <summary>ζⁿ.</summary>
    private readonly TExtension _power;

    public OutOfDomainPoint(TContext context, TExtension zeta, int logHeight)
    {
        LogHeight = logHeight;
        Zeta = zeta;
        KoalaBear root = KoalaBear.TwoAdicGenerator(logHeight);
        ZetaNext = TExtension.Scale(zeta, TBase.Constant(root));
        _power = zeta;
        for (int i = 0; i < logHeight; i++)
            _power *= _power;
        Vanishing = _power - TExtension.Constant(KoalaBear.One);
        TExtension first = zeta - TExtension.Constant(KoalaBear.One), last = zeta - TExtension.Constant(root.Inverse());
        const string Detail = "the out-of-domain point is in a trace domain";
        Selectors = new(
            Vanishing * context.Inverse(first, VerificationError.DegeneratePoint, Detail), Vanishing * context.Inverse(last, VerificationError.DegeneratePoint, Detail), last);
    }

    public int LogHeight { get; }

    public TExtension Zeta { get; }

    /// <summary>ζ·ω.</summary>
    public TExtension ZetaNext { get; }

    /// <summary>ζⁿ − 1.</summary>
    public TExtension Vanishing { get; }

    public RowSelectors<TExtension> Selectors { get; }

    /// <summary>Q(ζ) = Σₖ Pₖ(ζ)·∏_{j≠k} (ζⁿ − yⱼ)/(yₖ − yⱼ), where Pₖ agrees with Q on the coset on which xⁿ = yₖ.</summary>
    public TExtension Quotient(TExtension[] chunks, int logBlowup)
    {
        KoalaBear[] y = [.. Enumerable.Range(0, chunks.Length).Select(k => Domain.BlockShift(LogHeight, logBlowup, k).Pow(1ul << LogHeight))];
        TExtension[] differences = [.. y.Select(value => _power - TExtension.Constant(value))];
        TExtension quotient = default;
        for (int k = 0; k < chunks.Length; k++)
        {
            TExtension product = chunks[k];
            KoalaBear denominator = KoalaBear.One;
            for (int j = 0; j < chunks.Length; j++)
            {
                if (j == k)
                    continue;
                product *= differences[j];
                denominator *= y[k] - y[j];
            }

            quotient += TExtension.Scale(product, TBase.Constant(denominator.Inverse()));
        }

        return quotient;
    }
}
