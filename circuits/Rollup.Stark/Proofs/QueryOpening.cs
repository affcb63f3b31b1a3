namespace Rollup.Stark.Proofs;

/// <summary>
/// What is opened at one query, in the order of the plan's trees: those of base columns, those of extension columns, and the folds. The position lets <see cref="ProofCodec"/> write once what queries
/// share; null where it is not known. The verifier samples its own.
/// </summary>
public sealed record QueryOpening<TBase, TExtension, TDigest>(
    int? Position, TreeOpening<TBase, TDigest>[] BaseTrees, TreeOpening<TExtension, TDigest>[] ExtensionTrees, TreeOpening<TExtension, TDigest>[] Folds);
