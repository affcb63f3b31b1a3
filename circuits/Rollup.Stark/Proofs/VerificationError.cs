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

    /// <summary>The number of tables is not the key's.</summary>
    WrongTableCount,

    /// <summary>A table's height is outside the parameters, not that of its preprocessed columns, or so large that bus multiplicities could wrap around.</summary>
    HeightNotAllowed,

    /// <summary>A part of the proof does not have the size that key and heights give it.</summary>
    WrongShape,

    /// <summary>A nonce lacks the work that the parameters demand.</summary>
    InsufficientWork,

    /// <summary>The buses' sums do not cancel.</summary>
    BusesDoNotBalance,

    /// <summary>The out-of-domain point lies in the base field, and so perhaps in a domain; with probability 2^−124.</summary>
    DegeneratePoint,

    /// <summary>A table's constraints do not hold at the out-of-domain point.</summary>
    ConstraintsNotSatisfied,

    /// <summary>A Merkle opening does not match its root.</summary>
    WrongMerkleOpening,

    /// <summary>The openings are not those of low-degree polynomials.</summary>
    FriRejected,
}
