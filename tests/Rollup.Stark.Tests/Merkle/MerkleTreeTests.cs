using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Matrices;
using Rollup.Stark.Merkle;
using Rollup.Stark.Ntt;

namespace Rollup.Stark.Tests.Merkle;

public sealed class MerkleTreeTests
{
    [Fact]
    public void The_root_is_that_of_the_obvious_tree()
    {
        ShouldHaveTheObviousRoot<Poseidon2Suite>();
        ShouldHaveTheObviousRoot<KeccakSuite>();
    }

    [Theory]
    [InlineData(new[] { 0 })]
    [InlineData(new[] { 5, 5, 127, 64 })]
    [InlineData(new[] { 1, 2, 3, 65, 66, 67, 33 })]
    public void Openings_at_any_indices_verify(int[] indices)
    {
        using BufferPool pool = new();
        using MerkleTree<KeccakSuite, Packed256> tree = Commit<KeccakSuite, Packed256>(pool);
        MerkleOpening opening = tree.Open(indices);
        MerkleVerifier.Verify<KeccakSuite>(tree.Root, [7, 5, 7], [3, 40, 17], indices, opening).ShouldBeTrue();
    }

    [Fact]
    public void Openings_do_not_verify_at_other_indices_or_under_another_root()
    {
        using BufferPool pool = new();
        using MerkleTree<KeccakSuite, Packed256> tree = Commit<KeccakSuite, Packed256>(pool);
        MerkleOpening opening = tree.Open([9, 70]);
        Digest otherRoot = tree.Root;
        otherRoot[7] ^= 1;
        MerkleVerifier.Verify<KeccakSuite>(tree.Root, [7, 5, 7], [3, 40, 17], [9, 71], opening).ShouldBeFalse();
        MerkleVerifier.Verify<KeccakSuite>(tree.Root, [7, 5, 7], [3, 40, 17], [9], opening).ShouldBeFalse();
        MerkleVerifier.Verify<KeccakSuite>(otherRoot, [7, 5, 7], [3, 40, 17], [9, 70], opening).ShouldBeFalse();
    }

    private static void ShouldHaveTheObviousRoot<THash>()
        where THash : struct, IHashSuite<THash>
    {
        using BufferPool pool = new();
        using MerkleTree<THash, Packed512> wide = Commit<THash, Packed512>(pool);
        using MerkleTree<THash, Scalar> narrow = Commit<THash, Scalar>(pool);
        Digest expected = ObviousRoot<THash>();
        wide.Root.ShouldBe(expected);
        narrow.Root.ShouldBe(expected);
    }

    /// <summary>Over domain indices: node e of 2^m is compress(e, e + 2^m), then compressed with the rows of matrices of that height.</summary>
    private static Digest ObviousRoot<THash>()
        where THash : struct, IHashSuite<THash>
    {
        Digest[] layer = [.. Enumerable.Range(0, 128).Select(e => THash.HashRow([.. Row(0, e), .. Row(2, e)]))];
        while (layer.Length > 1)
        {
            int half = layer.Length / 2;
            layer = [.. Enumerable.Range(0, half).Select(e => THash.Compress(layer[e], layer[e + half]))];
            if (half == 32)
                layer = [.. layer.Select((node, e) => THash.Compress(node, THash.HashRow(Row(1, e))))];
        }

        return layer[0];
    }

    /// <summary>Matrices of 128×3, 32×40 and 128×17, at blow-up 2.</summary>
    private static MerkleTree<THash, P> Commit<THash, P>(BufferPool pool)
        where THash : struct, IHashSuite<THash>
        where P : unmanaged, IPackedField<P>
        => MerkleTree<THash, P>.Commit([Matrix<P>(pool, 0, 3, 7), Matrix<P>(pool, 1, 40, 5), Matrix<P>(pool, 2, 17, 7)], 1, Workers.All);

    private static PackedMatrix<P> Matrix<P>(BufferPool pool, int number, int width, int logRows)
        where P : unmanaged, IPackedField<P>
    {
        Trace rows = new(width, 1 << logRows);
        for (int index = 0; index < rows.Height; index++)
            Row(number, index).CopyTo(rows.Row(Domain.Position(index, logRows, 1)));
        PackedMatrix<P> matrix = new(pool, width, rows.Height);
        matrix.CopyFrom(rows, 0, matrix.PackedRows);
        return matrix;
    }

    private static KoalaBear[] Row(int matrix, int index)
    {
        int width = matrix switch { 0 => 3, 1 => 40, _ => 17 };
        return [.. Enumerable.Range(0, width).Select(column => KoalaBear.FromCanonical((uint)((matrix * 1_000_003) + (index * 1009) + column + 1) * 0x9e37_79b9u))];
    }
}
