using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;

namespace Rollup.Stark.Proofs;

/// <summary>Whether every part of a proof has the size that its plan gives it. The verifier itself takes that for granted.</summary>
internal static class ProofSizes
{
    public static VerificationResult Check(ProofPlan plan, Proof proof)
    {
        int logUpCap = plan.HasInteractions ? plan.Tree(ColumnKind.LogUp).LogCap : -1;
        if (!HasCap(proof.MainCap, plan.Tree(ColumnKind.Main).LogCap) || !HasCap(proof.LogUpCap, logUpCap) || !HasCap(proof.QuotientCap, plan.Tree(ColumnKind.Quotient).LogCap))
            return Wrong(VerificationError.WrongCommitmentSize, "trace");
        if (proof.CumulativeSums.Length != plan.Tables.Count(t => t.Structure.HasInteractions))
            return Wrong(VerificationError.WrongSumCount, "cumulative sums");
        if (!OpeningsFit(plan, proof.Openings))
            return Wrong(VerificationError.WrongOpeningCount, "openings");
        if (proof.FoldCaps.Length != plan.FoldTrees.Count)
            return Wrong(VerificationError.WrongRoundCount, "folding rounds");
        for (int i = 0; i < proof.FoldCaps.Length; i++)
        {
            if (!HasCap(proof.FoldCaps[i], plan.FoldTrees[i].LogCap))
                return Wrong(VerificationError.WrongCommitmentSize, "folding");
        }

        if (proof.FinalPolynomial.Length != 1 << plan.Schedule.FinalLogLength)
            return Wrong(VerificationError.WrongFinalPolynomialLength, "final polynomial");
        if (proof.Nonces.Length != plan.Work.Count())
            return Wrong(VerificationError.WrongNonceCount, "nonces");
        if (proof.Queries.Length != plan.Parameters.Queries)
            return Wrong(VerificationError.WrongQueryCount, "queries");
        TreePlan[] baseTrees = [.. plan.TraceTrees.Where(t => !t.HoldsExtensions)], extensionTrees = [.. plan.TraceTrees.Where(t => t.HoldsExtensions)];
        foreach (QueryOpening<Scalar, Extension, Digest> query in proof.Queries)
        {
            VerificationResult verdict = Check(baseTrees, query.BaseTrees);
            if (verdict.IsValid)
                verdict = Check(extensionTrees, query.ExtensionTrees);
            if (verdict.IsValid)
                verdict = Check(plan.FoldTrees, query.Folds);
            if (!verdict.IsValid)
                return verdict;
        }

        return VerificationResult.Valid;
    }

    private static VerificationResult Check<TCell>(IReadOnlyList<TreePlan> trees, TreeOpening<TCell, Digest>[] openings)
    {
        if (openings.Length != trees.Count || trees.Zip(openings).Any(p => p.Second.Rows.Length != p.First.Matrices.Count))
            return Wrong(VerificationError.WrongTreeCount, "trees or matrices");
        for (int i = 0; i < openings.Length; i++)
        {
            if (!openings[i].Rows.Select(row => row.Length).SequenceEqual(trees[i].Matrices.Select(m => m.Width)))
                return Wrong(VerificationError.WrongRowLength, "a row");
            if (openings[i].Path.Length != trees[i].PathLength)
                return Wrong(VerificationError.WrongPathLength, "a path");
        }

        return VerificationResult.Valid;
    }

    private static bool OpeningsFit(ProofPlan plan, TableOpenings<Extension>[] openings)
    {
        if (openings.Length != plan.Structures.Count)
            return false;
        TableOpenings<Extension>[] expected = [.. Enumerable.Repeat(TableOpenings<Extension>.None, openings.Length)];
        foreach (TablePlan table in plan.Tables)
            expected[table.Index] = TableOpenings<Extension>.Read(table, length => new Extension[length]);
        return openings.Zip(expected).All(pair => pair.First.All.Select(values => values.Length).SequenceEqual(pair.Second.All.Select(values => values.Length)));
    }

    private static bool HasCap(Digest[] cap, int logCap) => cap.Length == (logCap < 0 ? 0 : 1 << logCap);

    private static VerificationResult Wrong(VerificationError error, string part) => new(error, $"{part}: not of the size that the key gives");
}
