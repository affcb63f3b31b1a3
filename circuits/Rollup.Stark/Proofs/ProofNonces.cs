namespace Rollup.Stark.Proofs;

/// <summary>Proof-of-work nonces, zero where the parameters ask for no work. One per FRI round in <paramref name="Folding"/>.</summary>
public sealed record ProofNonces(uint LogUp, uint Composition, uint OutOfDomain, uint Batching, uint[] Folding, uint Queries);
