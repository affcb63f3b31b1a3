using Rollup.Stark.Airs.Symbolic;

namespace Rollup.Stark.Airs;

/// <summary>Consecutive interactions, from index <paramref name="First"/> on, that share one LogUp column φ = Σᵢ mᵢ / Dᵢ.</summary>
public sealed record InteractionGroup(int First, IReadOnlyList<SymbolicInteraction> Interactions);
