using System.Globalization;
using Microsoft.AspNetCore.Http;
using Rollup.Storage.Operations;
using Rollup.Storage.Proofs;

namespace Rollup.Node.Operator.Pages;

/// <summary>The plan of a range as a tree: from its final proof, or of one batch from its statement, down to the segments. Of several batches the tree ends at each one's statement, which leads to its own plan.</summary>
internal sealed class PlanPage(ProofBoard board, TimeProvider time)
{
    /// <summary>A browser shows so many without effort. A batch of two thousand jobs has some seven hundred segments.</summary>
    private const int MaxJobs = 2500;

    /// <summary>Writes the plan that the route names.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        string[] ends = ((string?)context.Request.RouteValues["range"] ?? "").Split('-');
        if (ends.Length != 2 || !ulong.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out ulong from) || !ulong.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong to) || to > long.MaxValue || from > to)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await Layout.WriteAsync(context, "Plan", Html.Of($"<section id=\"plan\"><p class=\"card\">A plan is named by its first and last batch: {RangesPage.Path}/1-4.</p></section>"));
            return;
        }

        DateTimeOffset now = time.GetUtcNow();
        IReadOnlyList<ProofJob> jobs = await board.ListPlanAsync(from, to, from == to ? ProofKind.Plan : ProofKind.Close, MaxJobs, context.RequestAborted);
        await Layout.WriteAsync(context, "Plan", Html.Of(
            $"""
            <section id="summary" class="card state"><h1>Plan of {JobView.Range(from, to)}</h1>{Summary(jobs, now)}</section>
            <section id="plan" class="card">{(jobs.Count == 0 ? Html.Of($"<p class=\"empty\">Nothing is planned for it.</p>") : Html.Of($"<ul class=\"tree\">{Roots(jobs, isSingle: from == to, now)}</ul>"))}
            {(jobs.Count == MaxJobs ? Html.Of($"<p class=\"warn\">Only the {MaxJobs:N0} jobs nearest to the root are shown.</p>") : Html.Empty)}</section>
            """));
    }

    private static Html Summary(IReadOnlyList<ProofJob> jobs, DateTimeOffset now)
    {
        if (jobs.Count == 0)
            return Html.Empty;
        double done = jobs.Sum(job => job.Status == ProofStatus.Done ? 1 : job.Status == ProofStatus.Leased ? job.Progress : 0);
        TimeSpan worked = jobs.Aggregate(TimeSpan.Zero, (sum, job) => sum + (JobView.Duration(job, now) ?? TimeSpan.Zero));
        return Html.Of(
            $"""
            <span>{JobView.Bar(done / jobs.Count, jobs.Any(job => job.Status == ProofStatus.Failed) ? "failed" : done == jobs.Count ? "done" : "leased")}</span>
            <span><span class="soft">jobs</span> <b>{jobs.Count(job => job.Status == ProofStatus.Done):N0} / {jobs.Count:N0}</b></span><span><span class="soft">failed</span> <b>{jobs.Count(job => job.Status == ProofStatus.Failed):N0}</b></span>
            <span><span class="soft">cells</span> <b>{Text.Short(jobs.Sum(job => (double)job.Cells))}</b></span><span><span class="soft">workers' time</span> <b>{Text.Duration(worked)}</b></span>
            """);
    }

    private static IEnumerable<Html> Roots(IReadOnlyList<ProofJob> jobs, bool isSingle, DateTimeOffset now)
    {
        Dictionary<long, ProofJob> byId = jobs.ToDictionary(job => job.Id);
        HashSet<long> inputs = [.. jobs.SelectMany(job => job.Inputs)];
        Dictionary<long, bool> isDone = [];
        return jobs.Where(job => !inputs.Contains(job.Id)).Select(Node);

        Html Node(ProofJob job)
        {
            List<ProofJob> children = [.. job.Inputs.Select(id => byId.GetValueOrDefault(id)).OfType<ProofJob>().Where(child => child.Kind != ProofKind.Plan || job.Kind == ProofKind.Close)];
            Html line = Line(job, leadsOn: !isSingle && job.Kind == ProofKind.Close, now);
            return children.Count == 0
                ? Html.Of($"<li>{line}</li>")
                : Html.Of($"<li><details id=\"job-{job.Id}\"{(IsDone(job) ? Html.Empty : Html.Of($" open"))}><summary>{line}</summary><ul>{children.Select(Node)}</ul></details></li>");
        }

        // What is done down to the leaves is folded, so that what is not stands out.
        bool IsDone(ProofJob job)
        {
            if (!isDone.TryGetValue(job.Id, out bool done))
                isDone[job.Id] = done = job.Status == ProofStatus.Done && job.Inputs.All(id => !byId.TryGetValue(id, out ProofJob? child) || IsDone(child));
            return done;
        }
    }

    private static Html Line(ProofJob job, bool leadsOn, DateTimeOffset now) => Html.Of(
        $"""
        <span class="job"><a href="{JobPage.PathOf(job.Id)}">{JobView.Place(job)}</a> {(job.Kind >= ProofKind.Close ? leadsOn ? Html.Of($"<a href=\"{RangesPage.PlanPath(job.Range.From, job.Range.To)}\">of {JobView.Range(job)}</a>") : Html.Of($"<span class=\"soft\">of {JobView.Range(job)}</span>") : Html.Empty)}
        {JobView.Chip(job.Status)} {(job.Status == ProofStatus.Leased ? Html.Of($"{JobView.Bar(job)} <span>{job.Stage}</span>") : Html.Empty)}
        {(job.EndCycle > 0 ? Html.Of($"<span class=\"soft\">{Text.Short(job.EndCycle - job.StartCycle)} cycles</span>") : Html.Empty)} {(job.Cells > 0 ? Html.Of($"<span>{Text.Short(job.Cells)} cells</span>") : Html.Empty)}
        {(JobView.Duration(job, now) is { } took ? Html.Of($"<span>{Text.Duration(took)}</span>") : Html.Empty)} {(job.Worker is { } worker ? Html.Of($"<code class=\"soft\">{worker}</code>") : Html.Empty)}
        {(job.Attempts > 1 ? Html.Of($"<span class=\"warn\">begun {job.Attempts} times</span>") : Html.Empty)} {(job.Status != ProofStatus.Done && job.Error is { } error ? Html.Of($"<span class=\"bad\">{error}</span>") : Html.Empty)}</span>
        """);
}
