namespace Rollup.Stark.Proofs;

/// <summary>Why a proof is not valid.</summary>
public enum VerificationError
{
    None = 0,

    /// <summary>The bytes end early, go on after the end, or contain a number outside its range.</summary>
    Malformed,

    /// <summary>The format's version or hash is not the key's.</summary>
    WrongVersion,

    /// <summary>There are not as many public values as the AIRs read.</summary>
    WrongPublicValueCount,

    /// <summary>The key has no shape of that number.</summary>
    UnknownShape,

    /// <summary>A commitment does not have as many nodes as its cap.</summary>
    WrongCommitmentSize,

    /// <summary>There are not as many cumulative sums as tables that have one.</summary>
    WrongSumCount,

    /// <summary>A table does not have as many openings as the key gives it.</summary>
    WrongOpeningCount,

    /// <summary>There are not as many folding rounds as the plan has.</summary>
    WrongRoundCount,

    /// <summary>The final polynomial does not have as many coefficients as the plan gives it.</summary>
    WrongFinalPolynomialLength,

    /// <summary>There are not as many nonces as stages with work.</summary>
    WrongNonceCount,

    /// <summary>There are not as many queries as the parameters demand.</summary>
    WrongQueryCount,

    /// <summary>A query opens another number of trees than there are, or of matrices in one.</summary>
    WrongTreeCount,

    /// <summary>A row does not have as many cells as its matrix.</summary>
    WrongRowLength,

    /// <summary>A path does not have as many digests as its tree has layers.</summary>
    WrongPathLength,

    /// <summary>A nonce lacks the work that the parameters demand.</summary>
    InsufficientWork,

    /// <summary>The out-of-domain point lies in the base field, and so perhaps in a domain; with probability 2^−124.</summary>
    DegeneratePoint,

    /// <summary>The buses' sums do not cancel.</summary>
    BusesDoNotBalance,

    /// <summary>A table's constraints do not hold at the out-of-domain point.</summary>
    ConstraintsNotSatisfied,

    /// <summary>A Merkle opening does not match its commitment.</summary>
    WrongMerkleOpening,

    /// <summary>The openings are not those of low-degree polynomials.</summary>
    FriRejected,

    /// <summary>The encoding names another position than that of a query.</summary>
    WrongQueryPosition,
}
