using Rollup.Proving.Provers;
using Rollup.Storage.Proofs;

namespace Rollup.Proving.Planning;

/// <summary>
/// The jobs that prove one batch, once its plan has cut the run into segments:
/// <code>
///    segment 0 ─▶ lift 0 ─┐
///    segment 1 ─▶ lift 1 ─┴▶ join 1.0 ─┐
///    segment 2 ─▶ lift 2 ──────────────┴▶ join 2.0 ─▶ close
/// </code>
/// </summary>
public static class BatchPlan
{
    /// <summary>The job that runs a batch's witness.</summary>
    public static PlannedJob PlanOf(ProofRange batch) => new(ProofKind.Plan, batch, 0, 0, []);

    /// <summary>The jobs that follow the plan with the id <paramref name="plan"/>, children before parents.</summary>
    public static IReadOnlyList<PlannedJob> Cut(ProofRange batch, long plan, IReadOnlyList<SegmentBoundary> segments)
    {
        List<PlannedJob> jobs = [.. segments.Select((segment, i) => new PlannedJob(ProofKind.Segment, batch, 0, i, [JobInput.Job(plan)], segment.StartCycle, segment.EndCycle))];
        List<JobInput> parts = [];
        for (int i = 0; i < segments.Count; i++)
        {
            parts.Add(JobInput.At(jobs.Count));
            jobs.Add(new(ProofKind.Lift, batch, 0, i, [JobInput.At(i)]));
        }

        int levels = NeighbourTree.Fold(parts, (left, right, level, position) =>
        {
            jobs.Add(new(ProofKind.Join, batch, level, position, [left, right]));
            return JobInput.At(jobs.Count - 1);
        }, out JobInput execution);
        jobs.Add(new(ProofKind.Close, batch, levels + 1, 0, [JobInput.Job(plan), execution]));
        return jobs;
    }
}
