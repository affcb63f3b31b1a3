using Rollup.Kernel.Crypto.Fields;

namespace Rollup.Kernel.Crypto.Pairings;

/// <summary>
/// A curve y² = x³ + b over F_p with embedding degree 12 and a sextic twist y² = x³ + b' over F_p², and the tower over it:
/// F_p² = F_p[i], i² = −1; F_p⁶ = F_p²[v], v³ = ξ; F_p¹² = F_p⁶[w], w² = v.
/// </summary>
public interface IPairingCurve<TBase>
    where TBase : struct, IField<TBase>
{
    /// <summary>b' = b / ξ (a D-twist: a point maps to (x w², y w³)), otherwise b' = b ξ (an M-twist: to (x / w², y / w³)).</summary>
    static abstract bool IsDivisiveTwist { get; }

    /// <summary>b'.</summary>
    static abstract QuadraticExtension<TBase> TwistB { get; }

    /// <summary>1/2 in F_p.</summary>
    static abstract TBase Half { get; }

    /// <summary>ξ^(i (p − 1) / 6) for i = 1 … 5: the p-th power of wⁱ is that times wⁱ.</summary>
    static abstract ReadOnlySpan<QuadraticExtension<TBase>> Frobenius { get; }

    /// <summary>ξ a.</summary>
    static abstract QuadraticExtension<TBase> MultiplyByXi(in QuadraticExtension<TBase> a);
}
