namespace Rollup.Stark.Proofs;

/// <summary>
/// A proof, in the order of <see cref="Protocol"/>, with the full path of every query. Its binary form is <see cref="ProofCodec"/>. Its elements are values, or handles where the verifier is recorded
/// as a circuit.
/// </summary>
/// <param name="ShapeIndex">Which of the key's shapes the tables have.</param>
/// <param name="MainCap">Commitment to all main columns.</param>
/// <param name="CumulativeSums">Per table with interactions that is not left out, the sum of its fractions.</param>
/// <param name="LogUpCap">Commitment to all LogUp columns; empty if no table has interactions.</param>
/// <param name="QuotientCap">Commitment to all quotient chunks.</param>
/// <param name="Openings">Per table of the key.</param>
/// <param name="FoldCaps">Per folding round, the commitment to the codeword before folding.</param>
/// <param name="FinalPolynomial">Coefficients, lowest first.</param>
/// <param name="Nonces">Proof of work, in the order of <see cref="ProofPlan.Work"/>.</param>
/// <param name="Queries">In the order of sampling.</param>
public sealed record Proof<TBase, TExtension, TDigest>(
    int ShapeIndex,
    TDigest[] MainCap,
    TExtension[] CumulativeSums,
    TDigest[] LogUpCap,
    TDigest[] QuotientCap,
    TableOpenings<TExtension>[] Openings,
    TDigest[][] FoldCaps,
    TExtension[] FinalPolynomial,
    TBase[] Nonces,
    QueryOpening<TBase, TExtension, TDigest>[] Queries);
