using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Stark.LogUp;

/// <summary>
/// The constraints of a table's LogUp columns φ₀, …, φ_{G−1} (one per interaction group) and s (the running sum), with S the claimed cumulative sum:
/// <list type="bullet">
/// <item>every row: φ_g·∏ᵢ Dᵢ = Σᵢ mᵢ·∏_{j≠i} Dⱼ over the interactions of group g, that is φ_g = Σᵢ mᵢ/Dᵢ,</item>
/// <item>first row: s = Σ_g φ_g,</item>
/// <item>transition: s′ = s + Σ_g φ_g′,</item>
/// <item>last row: s = S.</item>
/// </list>
/// <typeparamref name="TExtension"/> is the packed or scalar extension field, <typeparamref name="T"/> what multiplicities are in.
/// </summary>
public static class LogUpConstraints
{
    /// <summary>
    /// Writes the values of the constraints, selectors not applied: the G group constraints to <paramref name="groups"/>, then first row, transition and last row.
    /// <paramref name="local"/> and <paramref name="next"/> are φ₀, …, φ_{G−1}, s; multiplicities carry the sign of the direction.
    /// </summary>
    public static (TExtension First, TExtension Transition, TExtension Last) Evaluate<TExtension, T>(
        AirShape shape,
        ReadOnlySpan<TExtension> local,
        ReadOnlySpan<TExtension> next,
        ReadOnlySpan<TExtension> denominators,
        ReadOnlySpan<T> multiplicities,
        TExtension cumulativeSum,
        Span<TExtension> groups)
        where TExtension : struct, IAlgebra<TExtension>, IScaled<TExtension, T>
    {
        TExtension localSum = default, nextSum = default;
        for (int g = 0; g < groups.Length; g++)
        {
            InteractionGroup group = shape.InteractionGroups[g];
            // (numerator, product) of the sum of fractions m/D, one fraction after the other.
            TExtension product = denominators[group.First];
            TExtension numerator = TExtension.Embed(multiplicities[group.First]);
            for (int i = group.First + 1; i < group.First + group.Interactions.Count; i++)
            {
                numerator = (numerator * denominators[i]) + TExtension.Scale(product, multiplicities[i]);
                product *= denominators[i];
            }

            groups[g] = (local[g] * product) - numerator;
            localSum += local[g];
            nextSum += next[g];
        }

        TExtension runningSum = local[groups.Length];
        return (runningSum - localSum, next[groups.Length] - runningSum - nextSum, runningSum - cumulativeSum);
    }
}
