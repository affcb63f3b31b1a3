namespace Rollup.Stark.Proofs;

/// <summary>A stage that the prover begins, as "<paramref name="Step"/> of <paramref name="Steps"/>".</summary>
public sealed record ProverProgress(string Stage, int Step, int Steps);
