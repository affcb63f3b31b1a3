using Rollup.Stark.Hashing;
using Rollup.Stark.Merkle;
using Rollup.Stark.Parameters;

namespace Rollup.Stark.Proofs;

/// <summary>
/// A decoded proof, in the order of the protocol. Its binary form is <see cref="ProofCodec"/>.
/// </summary>
/// <param name="LogHeights">Per table, the logarithm of the number of rows, or <see cref="StarkParameters.AbsentLogHeight"/>.</param>
/// <param name="MainRoot">Commitment to all main columns.</param>
/// <param name="LogUpRoot">Commitment to all LogUp columns; zero if no table has interactions.</param>
/// <param name="CumulativeSums">Per table with interactions that is not left out, the sum of its fractions.</param>
/// <param name="QuotientRoot">Commitment to all quotient chunks.</param>
/// <param name="Openings">Per table.</param>
/// <param name="FriRoots">Per folding round, the commitment to the codeword before folding.</param>
/// <param name="FinalPolynomial">Coefficients, lowest first.</param>
/// <param name="Nonces">Proof of work.</param>
/// <param name="TraceOpenings">Merkle openings at the queries: preprocessed (if any table has such columns), main, LogUp (if any), quotient.</param>
/// <param name="FriOpenings">Per folding round.</param>
public sealed record Proof(
    int[] LogHeights,
    Digest MainRoot,
    Digest LogUpRoot,
    Extension[] CumulativeSums,
    Digest QuotientRoot,
    TableOpenings[] Openings,
    Digest[] FriRoots,
    Extension[] FinalPolynomial,
    ProofNonces Nonces,
    MerkleOpening[] TraceOpenings,
    MerkleOpening[] FriOpenings);
