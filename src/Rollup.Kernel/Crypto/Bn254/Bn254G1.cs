using Rollup.Kernel.Crypto.Curves;
using BaseField = Rollup.Kernel.Crypto.Fields.PrimeField256<Rollup.Kernel.Crypto.Bn254.Bn254Prime>;

namespace Rollup.Kernel.Crypto.Bn254;

/// <summary>y² = x³ + 3, a curve of prime order: each of its points lies in the group.</summary>
public readonly struct Bn254G1 : ICurve<BaseField>
{
    /// <inheritdoc/>
    public static BaseField A => default;

    /// <inheritdoc/>
    public static bool IsAZero => true;

    /// <inheritdoc/>
    public static BaseField B => BaseField.FromMontgomery(0x7A17CAA950AD28D7, 0x1F6AC17AE15521B9, 0x334BEA4E696BD284, 0x2A1F6744CE179D8E);
}
