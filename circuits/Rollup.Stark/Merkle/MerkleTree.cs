using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Matrices;
using Rollup.Stark.Ntt;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Merkle;

/// <summary>
/// One commitment to several matrices of different heights, their rows in bit-reversed order (<see cref="TreePlan"/>): node q of the layer of 2^m nodes covers, in every matrix of 2^k ≥ 2^m rows, the
/// positions q·2^(k − m) and up, and its children are 2q and 2q + 1 of the layer below. The lowest layer holds the hashes of the tallest
/// matrices' rows; where a layer reaches the height of further matrices, a node is compress(compress(children), hash(rows)).
/// In memory, layers are kept in the order of the matrices (see <see cref="Domain.Position"/>), in which every pass over them is sequential.
/// </summary>
public sealed class MerkleTree<THash, P> : IDisposable
    where THash : struct, IHashSuite<THash>
    where P : unmanaged, IPackedField<P>
{
    /// <summary>Packed rows, or nodes, per task.</summary>
    private const int RowGrain = 64, NodeGrain = 2048;

    private readonly int _logBlowup;
    private readonly Digest[][] _layers;

    private MerkleTree(PackedMatrix<P>[] matrices, int logBlowup, Digest[][] layers)
    {
        Matrices = matrices;
        _logBlowup = logBlowup;
        _layers = layers;
    }

    /// <summary>The committed matrices; the tree owns them.</summary>
    public IReadOnlyList<PackedMatrix<P>> Matrices { get; }

    public int LogMaxRows => _layers.Length - 1;

    /// <summary>The tree of <paramref name="plan"/>, whose matrices these are. Of one that holds extensions, every five columns are an element.</summary>
    public static MerkleTree<THash, P> Commit(PackedMatrix<P>[] matrices, TreePlan plan, int logBlowup, Workers workers)
    {
        int logMax = matrices.Max(m => int.Log2(m.Rows));
        Digest[][] layers = new Digest[logMax + 1][];
        for (int log = logMax; log >= 0; log--)
        {
            Digest[] layer = GC.AllocateUninitializedArray<Digest>(1 << log);
            layers[log] = layer;
            if (log < logMax)
                CompressLayer(layers[log + 1], layer, log >= logBlowup ? logBlowup : log, workers);
            if (plan.Layers.FirstOrDefault(l => l.LogRows == log) is { } rows)
                HashRows([.. matrices.Where(m => m.Rows == layer.Length)], rows, plan.HoldsExtensions, layer, compress: log < logMax, workers);
        }

        return new(matrices, logBlowup, layers);
    }

    /// <summary>The 2^<paramref name="logCap"/> nodes of a layer.</summary>
    public Digest[] Cap(int logCap) => [.. Enumerable.Range(0, 1 << logCap).Select(position => Node(logCap, position))];

    /// <summary>For a query of <paramref name="position"/> among the rows of the tallest matrices: the row of every matrix.</summary>
    public KoalaBear[][] Rows(int position) => [.. Matrices.Select(matrix =>
    {
        int log = int.Log2(matrix.Rows);
        KoalaBear[] row = new KoalaBear[matrix.Width];
        matrix.ReadRow(InMemory(log, position >> (LogMaxRows - log)), row);
        return row;
    })];

    /// <summary>The siblings on the way from that row to the layer of 2^<paramref name="logCap"/> nodes.</summary>
    public Digest[] Path(int position, int logCap) => [.. Enumerable.Range(0, LogMaxRows - logCap).Select(i => Node(LogMaxRows - i, (position >> i) ^ 1))];

    public void Dispose()
    {
        foreach (PackedMatrix<P> matrix in Matrices)
            matrix.Dispose();
    }

    private Digest Node(int log, int position) => _layers[log][InMemory(log, position)];

    private int InMemory(int log, int position) => Domain.Position(Domain.ReverseBits(position, log), log, _logBlowup);

    /// <summary>Nodes of one layer from the one below, which has 2^<paramref name="logBlocks"/> blocks as long as it has more nodes than that.</summary>
    private static void CompressLayer(Digest[] below, Digest[] layer, int logBlocks, Workers workers)
    {
        int blockLength = layer.Length >> logBlocks;
        workers.ForRanges(layer.Length, Math.Min(NodeGrain, blockLength), (from, to) =>
        {
            int block = from / blockLength;
            int offset = from - (block * blockLength);
            ReadOnlySpan<Digest> pair = below.AsSpan(2 * block * blockLength, 2 * blockLength);
            THash.CompressMany<P>(pair.Slice(offset, to - from), pair.Slice(blockLength + offset, to - from), layer.AsSpan(from, to - from));
        });
    }

    private static void HashRows(PackedMatrix<P>[] matrices, RowLayer rows, bool ofExtensions, Digest[] layer, bool compress, Workers workers)
    {
        int stride = ofExtensions ? ExtensionField.Degree : 1;
        List<Run> runs = Runs(matrices, rows, stride);
        workers.ForRanges(layer.Length / P.Lanes, RowGrain, (from, to) =>
        {
            // Zero cells are never written.
            P[] columns = new P[rows.Cells.Count * stride];
            Digest[] digests = compress ? new Digest[P.Lanes] : [];
            for (int row = from; row < to; row++)
            {
                foreach (Run run in runs)
                    matrices[run.Matrix].PackedRow(row).Slice(run.Source, run.Length).CopyTo(columns.AsSpan(run.Target));
                Span<Digest> target = layer.AsSpan(row * P.Lanes, P.Lanes);
                if (compress)
                {
                    THash.HashRows<P>(columns, ofExtensions, digests);
                    THash.CompressMany<P>(target, digests, target);
                }
                else
                {
                    THash.HashRows<P>(columns, ofExtensions, target);
                }
            }
        });
    }

    /// <summary>The cells of a layer as runs of columns that are neighbours in a matrix and in the layer's row.</summary>
    private static List<Run> Runs(PackedMatrix<P>[] matrices, RowLayer rows, int stride)
    {
        (int Matrix, int Column)[] origins = [.. matrices.SelectMany((m, matrix) => Enumerable.Range(0, m.Width / stride).Select(cell => (matrix, cell * stride)))];
        List<Run> runs = [];
        for (int place = 0; place < rows.Cells.Count; place++)
        {
            if (rows.Cells[place] == RowLayer.ZeroCell)
                continue;
            (int matrix, int column) = origins[rows.Cells[place]];
            int target = place * stride;
            if (runs.Count > 0 && runs[^1] is var last && last.Matrix == matrix && last.Source + last.Length == column && last.Target + last.Length == target)
                runs[^1] = last with { Length = last.Length + stride };
            else
                runs.Add(new(matrix, column, target, stride));
        }

        return runs;
    }

    private readonly record struct Run(int Matrix, int Source, int Target, int Length);
}
