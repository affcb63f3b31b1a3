using Microsoft.AspNetCore.Http;
using Rollup.Storage.Operations;
using Rollup.Storage.Proofs;

namespace Rollup.Node.Operator.Pages;

/// <summary>Proof jobs by what is unusual about them: those that failed, those that were begun more than once, and the others by where they stand.</summary>
internal sealed class JobListPage(ProofBoard board, TimeProvider time)
{
    /// <summary>Where it is.</summary>
    public const string Path = QueuePages.Path + "/proofs";

    private const int MaxJobs = 200;

    private static readonly (JobFilter Filter, string Name)[] Choices =
        [(JobFilter.Failed, "failed"), (JobFilter.Repeated, "repeated"), (JobFilter.Working, "working"), (JobFilter.Ready, "ready"), (JobFilter.Planned, "planned"), (JobFilter.Done, "done")];

    /// <summary>Writes the jobs that the query asks for.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        (JobFilter filter, string shown) = Array.Find(Choices, choice => choice.Name == context.Request.Query["show"]) is { Name: not null } asked ? asked : Choices[2];
        IReadOnlyList<ProofJob> jobs = await board.FindAsync(filter, MaxJobs, context.RequestAborted);
        await Layout.WriteAsync(context, "Proof jobs", Html.Of(
            $"""
            <section id="choice"><h2>Proof jobs</h2><nav>{Choices.Select(choice => Html.Of($"<a href=\"{Path}?show={choice.Name}\"{(choice.Name == shown ? Html.Of($" aria-current=\"page\"") : Html.Empty)}>{choice.Name}</a>"))}</nav></section>
            <section id="jobs"><div class="card scroll">{JobView.Table(jobs, time.GetUtcNow())}</div>{(jobs.Count == MaxJobs ? Html.Of($"<p class=\"soft\">The first {MaxJobs}.</p>") : Html.Empty)}</section>
            """));
    }
}
