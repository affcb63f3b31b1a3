namespace Rollup.Stark.Proofs;

/// <summary>One row of every matrix of a tree, and the siblings on the way from the leaf to the cap.</summary>
public sealed record TreeOpening<TCell, TDigest>(TCell[][] Rows, TDigest[] Path);
