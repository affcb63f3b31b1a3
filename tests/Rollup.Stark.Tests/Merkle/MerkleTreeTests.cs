using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Matrices;
using Rollup.Stark.Merkle;
using Rollup.Stark.Ntt;
using Rollup.Stark.Proofs;

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
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    public void The_rows_and_the_path_of_every_position_lead_to_the_cap(int logCap)
    {
        using BufferPool pool = new();
        using MerkleTree<KeccakSuite, Packed256> tree = Commit<KeccakSuite, Packed256>(pool);
        TreePlan plan = Plan<KeccakSuite>();
        Digest[] cap = tree.Cap(logCap);
        for (int position = 0; position < 128; position++)
        {
            KoalaBear[][] rows = tree.Rows(position);
            Digest[] path = tree.Path(position, logCap);
            rows[0].ShouldBe(Row(0, Domain.ReverseBits(position, 7)));
            rows[1].ShouldBe(Row(1, Domain.ReverseBits(position >> 2, 5)));
            Digest node = KeccakSuite.HashRow(plan.Layers[0].Arrange<KoalaBear>([.. rows[0], .. rows[2]]));
            for (int step = 0; step < path.Length; step++)
            {
                node = (position >> step & 1) == 0 ? KeccakSuite.Compress(node, path[step]) : KeccakSuite.Compress(path[step], node);
                if (step == 1)
                    node = KeccakSuite.Compress(node, KeccakSuite.HashRow(rows[1]));
            }

            node.ShouldBe(cap[position >> path.Length]);
        }
    }

    private static void ShouldHaveTheObviousRoot<THash>()
        where THash : struct, IHashSuite<THash>
    {
        using BufferPool pool = new();
        using MerkleTree<THash, Packed512> wide = Commit<THash, Packed512>(pool);
        using MerkleTree<THash, Scalar> narrow = Commit<THash, Scalar>(pool);
        Digest expected = ObviousRoot<THash>();
        wide.Cap(0).ShouldBe([expected]);
        narrow.Cap(0).ShouldBe([expected]);
    }

    /// <summary>Rows in bit-reversed order: siblings are neighbours, and nodes are then compressed with the rows of matrices of that height.</summary>
    private static Digest ObviousRoot<THash>()
        where THash : struct, IHashSuite<THash>
    {
        Digest[] layer = [.. Enumerable.Range(0, 128).Select(q => Domain.ReverseBits(q, 7)).Select(e => THash.HashRow(Plan<THash>().Layers[0].Arrange<KoalaBear>([.. Row(0, e), .. Row(2, e)])))];
        while (layer.Length > 1)
        {
            int half = layer.Length / 2;
            layer = [.. Enumerable.Range(0, half).Select(q => THash.Compress(layer[2 * q], layer[(2 * q) + 1]))];
            if (half == 32)
                layer = [.. layer.Select((node, q) => THash.Compress(node, THash.HashRow(Row(1, Domain.ReverseBits(q, 5)))))];
        }

        return layer[0];
    }

    /// <summary>Matrices of 128×3, 32×40 and 128×17, at blow-up 2.</summary>
    private static MerkleTree<THash, P> Commit<THash, P>(BufferPool pool)
        where THash : struct, IHashSuite<THash>
        where P : unmanaged, IPackedField<P>
        => MerkleTree<THash, P>.Commit([Matrix<P>(pool, 0, 3, 7), Matrix<P>(pool, 1, 40, 5), Matrix<P>(pool, 2, 17, 7)], Plan<THash>(), 1, Workers.All);

    /// <summary>Of which two columns are opened in the next row too.</summary>
    private static TreePlan Plan<THash>()
        where THash : struct, IHashSuite<THash>
    {
        bool[] second = new bool[17];
        second[15] = true;
        return new(ColumnKind.Main, [new(0, 7, [false, true, false]), new(1, 5, new bool[40]), new(2, 7, second)], 0, THash.BlockWords);
    }

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
