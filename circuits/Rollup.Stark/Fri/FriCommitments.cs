using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Merkle;

namespace Rollup.Stark.Fri;

/// <summary>What FRI's commit phase leaves: a tree and a nonce per round, and the final polynomial's coefficients.</summary>
internal sealed record FriCommitments<THash, P>(IReadOnlyList<MerkleTree<THash, P>> Trees, uint[] Nonces, Extension[] FinalPolynomial)
    where THash : struct, IHashSuite<THash>
    where P : unmanaged, IPackedField<P>;
