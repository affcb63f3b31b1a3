using Rollup.Storage.Proofs;

namespace Rollup.Proving.Planning;

/// <summary>The jobs that make one final proof of consecutive closed batches: chains of neighbours, shrink, final.</summary>
public static class RangePlan
{
    /// <summary>Children before parents; the last job is the final one. <paramref name="closes"/> are done, and their batches consecutive.</summary>
    public static IReadOnlyList<PlannedJob> Of(IReadOnlyList<ProofJob> closes)
    {
        List<PlannedJob> jobs = [];
        _ = NeighbourTree.Fold([.. closes.Select(close => (close.Range, Input: JobInput.Job(close.Id)))], (left, right, level, position) =>
        {
            ProofRange range = left.Range with { To = right.Range.To, ToHash = right.Range.ToHash };
            jobs.Add(new(ProofKind.Chain, range, level, position, [left.Input, right.Input]));
            return (range, JobInput.At(jobs.Count - 1));
        }, out (ProofRange Range, JobInput Input) all);
        jobs.Add(new(ProofKind.Shrink, all.Range, 0, 0, [all.Input]));
        jobs.Add(new(ProofKind.Final, all.Range, 0, 0, [JobInput.At(jobs.Count - 1)]));
        return jobs;
    }
}
