using Rollup.Stark.Parameters;

namespace Rollup.Stark.Proofs;

/// <summary>The prover's side of <see cref="Protocol"/>: its messages, asked for in the order of the protocol, each once.</summary>
public interface IProofMessages<TBase, TExtension, TDigest>
{
    /// <summary>The nodes of a tree's cap; <paramref name="round"/> is that of a fold, else 0.</summary>
    TDigest[] Commitment(ColumnKind kind, int round);

    /// <summary>Per table that has interactions and is present; of one that is left out the sum is 0.</summary>
    TExtension[] CumulativeSums();

    /// <summary>Per table of the key.</summary>
    TableOpenings<TExtension>[] Openings();

    /// <summary>Coefficients, lowest first.</summary>
    TExtension[] FinalPolynomial();

    /// <summary>What makes the next challenge cost work.</summary>
    TBase Nonce(WorkStage stage, int round);
}
