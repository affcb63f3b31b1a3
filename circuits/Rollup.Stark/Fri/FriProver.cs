using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Matrices;
using Rollup.Stark.Merkle;
using Rollup.Stark.Ntt;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Fri;

/// <summary>
/// The steps of FRI's commit phase (ethSTARK, eprint 2021/582, section 3.11; several heights as in batched FRI). Codewords are treated as functions of y = x/g on a two-adic
/// subgroup, so that tables of different heights fold onto each other's domains.
/// </summary>
internal static class FriProver<THash, P>
    where THash : struct, IHashSuite<THash>
    where P : unmanaged, IPackedField<P>
{
    private const int Grain = 256, Degree = ExtensionField.Degree;

    /// <summary>The commitment of a round: a row is what folds to one point, in bit-reversed order. Disposes the codeword.</summary>
    public static MerkleTree<THash, P> Commit(PackedMatrix<P> codeword, FriRound round, TreePlan plan, int logBlowup, BufferPool pool, Workers workers)
    {
        PackedMatrix<P> grouped = GroupSiblings(codeword, round, logBlowup, pool, workers);
        codeword.Dispose();
        return MerkleTree<THash, P>.Commit([grouped], plan, logBlowup, workers);
    }

    private static PackedMatrix<P> GroupSiblings(PackedMatrix<P> codeword, FriRound round, int logBlowup, BufferPool pool, Workers workers)
    {
        int rows = 1 << (round.FoldedLogHeight + logBlowup);
        int blockRows = (1 << round.FoldedLogHeight) / P.Lanes;
        PackedMatrix<P> grouped = new(pool, Degree * round.Folding, rows);
        workers.ForRanges(grouped.PackedRows, Grain, (from, to) =>
        {
            for (int row = from; row < to; row++)
            {
                int block = row / blockRows;
                int offset = row % blockRows;
                Span<P> target = grouped.PackedRow(row);
                for (int t = 0; t < round.Folding; t++)
                    codeword.PackedRow((((block * round.Folding) + t) * blockRows) + offset).CopyTo(target[(Degree * Domain.ReverseBits(t, round.LogFolding))..]);
            }
        });
        return grouped;
    }

    /// <summary>The codeword that the committed one folds to.</summary>
    public static PackedMatrix<P> Fold(PackedMatrix<P> grouped, FriRound round, int logBlowup, Extension beta, BufferPool pool, Workers workers)
    {
        PackedMatrix<P> folded = new(pool, Degree, grouped.Rows);
        Quintic<P>[] squares = [.. FriFolding.Squares(beta, round.LogFolding).Select(Quintic<P>.Broadcast)];
        int blockRows = (1 << round.FoldedLogHeight) / P.Lanes;
        KoalaBear inverseRoot = KoalaBear.TwoAdicGenerator(round.LogHeight).Inverse();
        workers.ForRanges(grouped.PackedRows, Math.Min(Grain, blockRows), (from, to) =>
        {
            int block = from / blockRows;
            KoalaBear shift = Domain.BlockShift(round.LogHeight, logBlowup, block) * Domain.Shift.Inverse();
            CosetPoints<P> inverseY = new(shift.Inverse(), inverseRoot, from - (block * blockRows));
            Span<Quintic<P>> values = new Quintic<P>[round.Folding];
            for (int row = from; row < to; row++, inverseY.MoveNext())
            {
                ReadOnlySpan<P> source = grouped.PackedRow(row);
                for (int t = 0; t < values.Length; t++)
                    values[t] = PackedRows.Read(source[(Degree * t)..]);
                PackedRows.Write(folded.PackedRow(row), FriFolding.Fold(values, inverseY.Current, squares));
            }
        });
        return folded;
    }

    /// <summary>Rolls tables of the folded height in.</summary>
    public static void AddScaled(PackedMatrix<P> codeword, PackedMatrix<P> addend, Extension factor)
    {
        for (int row = 0; row < codeword.PackedRows; row++)
        {
            Span<P> target = codeword.PackedRow(row);
            PackedRows.Write(target, PackedRows.Read<P>(target) + (Quintic<P>.Broadcast(factor) * PackedRows.Read<P>(addend.PackedRow(row))));
        }
    }

    /// <summary>The coefficients of the polynomial through the first block, which is over the subgroup itself.</summary>
    public static Extension[] Interpolate(PackedMatrix<P> codeword, int logLength)
    {
        int length = 1 << logLength;
        Span<P> block = MemoryMarshal.CreateSpan(ref codeword[0, 0], Degree * length / P.Lanes);
        NumberTheoreticTransform.InverseUnscaled(block, Degree);
        Extension scale = Extension.Constant(KoalaBear.FromCanonical((uint)length).Inverse());
        Extension[] coefficients = new Extension[length];
        Span<KoalaBear> row = stackalloc KoalaBear[Degree];
        for (int i = 0; i < length; i++)
        {
            codeword.ReadRow(Domain.ReverseBits(i, logLength), row);
            coefficients[i] = PackedRows.ToExtension(row) * scale;
        }

        return coefficients;
    }
}
