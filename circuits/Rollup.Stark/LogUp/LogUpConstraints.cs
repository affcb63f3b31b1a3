using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Stark.LogUp;

/// <summary>
/// The constraints of a table's LogUp columns φ₀, …, φ_{G−2} (one per interaction group but the last) and s (the running sum), in every row, with S the table's claimed cumulative sum and n its height:
/// <list type="bullet">
/// <item>φ_g·∏ᵢ Dᵢ = Σᵢ mᵢ·∏_{j≠i} Dⱼ over the interactions of group g, that is φ_g = Σᵢ mᵢ/Dᵢ,</item>
/// <item>the same equation of the last group for φ_{G−1} = s′ − s + S/n − Σ_{g&lt;G−1} φ_g.</item>
/// </list>
/// So s′ = s + Σ_g φ_g − S/n, also from the last row to the first; summed over all rows, Σ Σ_g φ_g = S. (Haböck's LogUp, eprint 2022/1530, as a cycle: no row is special.)
/// <typeparamref name="TExtension"/> is the packed or scalar extension field, <typeparamref name="T"/> what multiplicities are in.
/// </summary>
public static class LogUpConstraints
{
    /// <summary>
    /// Writes the values of the constraints to <paramref name="values"/>, one per group. <paramref name="local"/> is φ₀, …, φ_{G−2}, s, <paramref name="next"/> is s in the next row,
    /// <paramref name="share"/> is S/n; multiplicities carry the sign of the direction.
    /// </summary>
    public static void Evaluate<TExtension, T>(
        AirStructure structure,
        ReadOnlySpan<TExtension> local,
        TExtension next,
        ReadOnlySpan<TExtension> denominators,
        ReadOnlySpan<T> multiplicities,
        TExtension share,
        Span<TExtension> values)
        where TExtension : struct, IAlgebra<TExtension>, IScaled<TExtension, T>
    {
        TExtension rest = next - local[^1] + share;
        for (int g = 0; g < values.Length; g++)
        {
            // (numerator, product) of the sum of fractions m/D, one fraction after the other.
            ReadOnlySpan<int> group = structure.InteractionGroups[g].Indices;
            TExtension product = denominators[group[0]];
            TExtension numerator = TExtension.Embed(multiplicities[group[0]]);
            for (int i = 1; i < group.Length; i++)
            {
                numerator = (numerator * denominators[group[i]]) + TExtension.Scale(product, multiplicities[group[i]]);
                product *= denominators[group[i]];
            }

            TExtension phi = g == values.Length - 1 ? rest : local[g];
            values[g] = (phi * product) - numerator;
            rest -= phi;
        }
    }
}
