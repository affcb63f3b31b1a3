using System.Runtime.InteropServices;
using Rollup.Stark.Airs.Symbolic;

namespace Rollup.Stark.Airs;

/// <summary>
/// Interactions, by their index in an AIR, whose fractions share one LogUp column or, of the last group, the constraint of the running sum: φ·∏ᵢ Dᵢ = Σᵢ mᵢ·∏_{j≠i} Dⱼ. The degree of that
/// equation grows with every interaction, and a group is filled up to the degree that the table can afford.
/// </summary>
public sealed class InteractionGroup
{
    private readonly List<SymbolicInteraction> _interactions = [];
    private readonly List<int> _indices = [];
    private int _productDegree;

    private InteractionGroup()
    {
    }

    /// <summary>Ascending.</summary>
    public ReadOnlySpan<int> Indices => CollectionsMarshal.AsSpan(_indices);

    /// <summary>The degree of the equation, with a φ of degree one.</summary>
    public int Degree { get; private set; } = 1;

    /// <summary>
    /// Groups for degree at most <paramref name="maxDegree"/>, first fit with the longest equations first; null if an interaction alone has a higher one.
    /// </summary>
    internal static IReadOnlyList<InteractionGroup>? TryPartition(IReadOnlyList<SymbolicInteraction> interactions, int maxDegree)
    {
        List<InteractionGroup> groups = [];
        foreach (int index in Enumerable.Range(0, interactions.Count).OrderByDescending(i => interactions[i].MessageDegree))
        {
            SymbolicInteraction interaction = interactions[index];
            InteractionGroup? group = groups.Find(g => g.DegreeWith(interaction) <= maxDegree);
            if (group is null)
                groups.Add(group = new());
            group.Add(index, interaction);
            if (group.Degree > maxDegree)
                return null;
        }

        foreach (InteractionGroup group in groups)
            group._indices.Sort();
        return groups;
    }

    private int DegreeWith(SymbolicInteraction interaction)
    {
        int product = _productDegree + interaction.MessageDegree;
        return _interactions.Append(interaction).Max(i => Math.Max(1 + product, i.Multiplicity.Degree + product - i.MessageDegree));
    }

    private void Add(int index, SymbolicInteraction interaction)
    {
        Degree = DegreeWith(interaction);
        _productDegree += interaction.MessageDegree;
        _indices.Add(index);
        _interactions.Add(interaction);
    }
}
