using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Merkle;
using Rollup.Stark.Ntt;
using Rollup.Stark.Parameters;

namespace Rollup.Stark.Proofs;

/// <summary>The verifier's side of <see cref="DeepBatching{P}"/>: F at queried points, from opened rows and out-of-domain openings.</summary>
internal sealed class BatchedRows
{
    private readonly CommittedTrees _trees;
    private readonly Proof _proof;
    private readonly int _logBlowup;
    private readonly Extension _zeta;
    private readonly Extension _batching;
    private readonly Dictionary<int, Dictionary<int, int>> _rowOfIndex = [];

    public BatchedRows(CommittedTrees trees, Proof proof, int logBlowup, int[] queries, Extension zeta, Extension batching)
    {
        _trees = trees;
        _proof = proof;
        _logBlowup = logBlowup;
        _zeta = zeta;
        _batching = batching;
        foreach (int logHeight in proof.LogHeights.Distinct().Where(h => h != StarkParameters.AbsentLogHeight))
        {
            int[] indices = MerkleVerifier.DistinctRows(queries, logHeight + logBlowup);
            _rowOfIndex.Add(logHeight, indices.Select((index, row) => (index, row)).ToDictionary(p => p.index, p => p.row));
        }
    }

    /// <summary>F of the tables of height 2^<paramref name="logHeight"/> at domain index <paramref name="index"/>.</summary>
    public Extension At(int logHeight, int index)
    {
        int row = _rowOfIndex[logHeight][index];
        KoalaBear point = Domain.Shift * Domain.Point(logHeight + _logBlowup, index);
        Extension local = default, next = default, power = Extension.One;
        for (int table = 0; table < _proof.LogHeights.Length; table++)
        {
            if (_proof.LogHeights[table] != logHeight)
                continue;
            TableOpenings openings = _proof.Openings[table];
            Accumulate(ref local, ref power, Row(ColumnKind.Preprocessed, table, row), openings.Preprocessed);
            Accumulate(ref local, ref power, Row(ColumnKind.Main, table, row), openings.Main);
            Accumulate(ref next, ref power, Row(ColumnKind.Main, table, row), openings.MainNext);
            Accumulate(ref local, ref power, Row(ColumnKind.LogUp, table, row), openings.LogUp);
            Accumulate(ref next, ref power, Row(ColumnKind.LogUp, table, row), openings.LogUpNext);
            Accumulate(ref local, ref power, Row(ColumnKind.Quotient, table, row), openings.Quotient);
        }

        Extension x = Extension.Constant(point);
        Extension zetaNext = _zeta * new Scalar(KoalaBear.TwoAdicGenerator(logHeight));
        return (local * (x - _zeta).Inverse()) + (next * (x - zetaNext).Inverse());
    }

    private KoalaBear[] Row(ColumnKind kind, int table, int row)
        => _trees.Find(kind, table) is (int tree, int matrix) ? _proof.TraceOpenings[tree].Rows[matrix][row] : [];

    private void Accumulate(ref Extension sum, ref Extension power, KoalaBear[] row, Extension[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            sum += power * (Extension.Constant(row[i]) - values[i]);
            power *= _batching;
        }
    }
}
