using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Matrices;
using Rollup.Stark.Merkle;
using Rollup.Stark.Ntt;
using Rollup.Stark.Parameters;
using Rollup.Stark.Transcripts;

namespace Rollup.Stark.Fri;

/// <summary>
/// The commit phase of FRI (ethSTARK, eprint 2021/582, section 3.11; several heights as in batched FRI). Codewords are treated as functions of y = x/g on a two-adic
/// subgroup, so that tables of different heights fold onto each other's domains.
/// </summary>
internal static class FriProver<THash, P>
    where THash : struct, IHashSuite<THash>
    where P : unmanaged, IPackedField<P>
{
    private const int Grain = 256;

    /// <summary>Folds the batched codewords, one per height of <paramref name="schedule"/>, and disposes them.</summary>
    public static FriCommitments<THash, P> Commit(
        FriSchedule schedule, StarkParameters parameters, IReadOnlyDictionary<int, PackedMatrix<P>> codewords, Transcript<THash> transcript, BufferPool pool, Workers workers)
    {
        List<MerkleTree<THash, P>> trees = [];
        uint[] nonces = new uint[schedule.Rounds.Count];
        PackedMatrix<P> codeword = codewords[schedule.Heights[0]];
        for (int i = 0; i < schedule.Rounds.Count; i++)
        {
            FriRound round = schedule.Rounds[i];
            MerkleTree<THash, P> tree = MerkleTree<THash, P>.Commit([GroupSiblings(codeword, round, parameters.LogBlowup, pool, workers)], parameters.LogBlowup, workers);
            codeword.Dispose();
            trees.Add(tree);
            transcript.Absorb(tree.Root);
            nonces[i] = transcript.Grind(parameters.Grinding.Folding, workers.Count, workers.Cancellation);
            Extension beta = transcript.SampleExtension();
            codeword = Fold(tree.Matrices[0], round, parameters.LogBlowup, beta, pool, workers);
            if (round.RollsIn)
            {
                PackedMatrix<P> rolledIn = codewords[round.FoldedLogHeight];
                AddScaled(codeword, rolledIn, transcript.SampleExtension());
                rolledIn.Dispose();
            }
        }

        Extension[] finalPolynomial = Interpolate(codeword, schedule.FinalLogLength);
        codeword.Dispose();
        transcript.Absorb(finalPolynomial);
        return new(trees, nonces, finalPolynomial);
    }

    /// <summary>One row per folded point: the 2^k values that fold to it.</summary>
    private static PackedMatrix<P> GroupSiblings(PackedMatrix<P> codeword, FriRound round, int logBlowup, BufferPool pool, Workers workers)
    {
        int rows = 1 << (round.FoldedLogHeight + logBlowup);
        int blockRows = (1 << round.FoldedLogHeight) / P.Lanes;
        PackedMatrix<P> grouped = new(pool, 5 * round.Folding, rows);
        workers.ForRanges(grouped.PackedRows, Grain, (from, to) =>
        {
            for (int row = from; row < to; row++)
            {
                int block = row / blockRows;
                int offset = row % blockRows;
                Span<P> target = grouped.PackedRow(row);
                for (int t = 0; t < round.Folding; t++)
                    codeword.PackedRow((((block * round.Folding) + t) * blockRows) + offset).CopyTo(target[(5 * t)..]);
            }
        });
        return grouped;
    }

    private static PackedMatrix<P> Fold(PackedMatrix<P> grouped, FriRound round, int logBlowup, Extension beta, BufferPool pool, Workers workers)
    {
        PackedMatrix<P> folded = new(pool, 5, grouped.Rows);
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
                    values[t] = PackedRows.Read(source[(5 * t)..]);
                PackedRows.Write(folded.PackedRow(row), FriFolding.Fold(values, inverseY.Current, beta));
            }
        });
        return folded;
    }

    private static void AddScaled(PackedMatrix<P> codeword, PackedMatrix<P> addend, Extension factor)
    {
        for (int row = 0; row < codeword.PackedRows; row++)
        {
            Span<P> target = codeword.PackedRow(row);
            PackedRows.Write(target, PackedRows.Read<P>(target) + (Quintic<P>.Broadcast(factor) * PackedRows.Read<P>(addend.PackedRow(row))));
        }
    }

    /// <summary>The coefficients of the polynomial through the first block, which is over the subgroup itself.</summary>
    private static Extension[] Interpolate(PackedMatrix<P> codeword, int logLength)
    {
        int length = 1 << logLength;
        Span<P> block = MemoryMarshal.CreateSpan(ref codeword[0, 0], 5 * length / P.Lanes);
        NumberTheoreticTransform.InverseUnscaled(block, 5);
        Extension scale = Extension.Constant(KoalaBear.FromCanonical((uint)length).Inverse());
        Extension[] coefficients = new Extension[length];
        Span<KoalaBear> row = stackalloc KoalaBear[5];
        for (int i = 0; i < length; i++)
        {
            codeword.ReadRow(Domain.ReverseBits(i, logLength), row);
            coefficients[i] = PackedRows.ToExtension(row) * scale;
        }

        return coefficients;
    }
}
