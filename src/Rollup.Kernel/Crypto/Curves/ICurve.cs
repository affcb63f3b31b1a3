using Rollup.Kernel.Crypto.Fields;

namespace Rollup.Kernel.Crypto.Curves;

/// <summary>The coefficients of a curve y² = x³ + a x + b.</summary>
public interface ICurve<TField>
    where TField : struct, IField<TField>
{
    /// <summary>a.</summary>
    static abstract TField A { get; }

    /// <summary>Whether a is zero, as a constant.</summary>
    static abstract bool IsAZero { get; }

    /// <summary>b.</summary>
    static abstract TField B { get; }
}
