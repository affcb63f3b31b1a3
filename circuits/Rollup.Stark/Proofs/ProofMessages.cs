using Rollup.Stark.Parameters;

namespace Rollup.Stark.Proofs;

/// <summary>The messages of a proof that is there already.</summary>
internal sealed class ProofMessages<TBase, TExtension, TDigest>(Proof<TBase, TExtension, TDigest> proof) : IProofMessages<TBase, TExtension, TDigest>
{
    private int _nonces;

    public TDigest[] Commitment(ColumnKind kind, int round) => kind switch
    {
        ColumnKind.Main => proof.MainCap,
        ColumnKind.LogUp => proof.LogUpCap,
        ColumnKind.Quotient => proof.QuotientCap,
        _ => proof.FoldCaps[round],
    };

    public TExtension[] CumulativeSums() => proof.CumulativeSums;

    public TableOpenings<TExtension>[] Openings() => proof.Openings;

    public TExtension[] FinalPolynomial() => proof.FinalPolynomial;

    public TBase Nonce(WorkStage stage, int round) => proof.Nonces[_nonces++];
}
