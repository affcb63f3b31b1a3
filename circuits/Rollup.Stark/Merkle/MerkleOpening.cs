using Rollup.Kernel.Fields;
using Rollup.Stark.Hashing;

namespace Rollup.Stark.Merkle;

/// <summary>
/// A pruned opening of a Merkle tree at several indices. <paramref name="Rows"/> is [matrix][distinct row in ascending order of index][column];
/// <paramref name="Siblings"/> the nodes that cannot be computed, lowest layer first, in the order of the nodes they join.
/// </summary>
public sealed record MerkleOpening(KoalaBear[][][] Rows, Digest[] Siblings);
