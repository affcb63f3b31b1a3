using System.Globalization;
using Microsoft.AspNetCore.Http;
using Rollup.Ethereum.Hex;
using Rollup.Storage.Operations;
using Rollup.Storage.Proofs;

namespace Rollup.Node.Operator.Pages;

/// <summary>All that is known of one proof job, and what an operator can do about it.</summary>
internal sealed class JobPage(ProofJobReader jobs, ProofBoard board, ProofPlans plans, bool isReadOnly, TimeProvider time)
{
    /// <summary>Where a job is.</summary>
    public const string Path = QueuePages.Path + "/proof";

    /// <summary>Where this job is.</summary>
    public static string PathOf(long job) => FormattableString.Invariant($"{Path}/{job}");

    /// <summary>Writes the job that the route names.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } job)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await Layout.WriteAsync(context, "Proof job", Html.Of($"<section id=\"job\"><p class=\"card\">There is no such job.</p></section>"));
            return;
        }

        DateTimeOffset now = time.GetUtcNow();
        List<ProofJob> inputs = [];
        foreach (long id in job.Inputs)
        {
            if (await jobs.GetAsync(id, context.RequestAborted) is { } input)
                inputs.Add(input);
        }

        IReadOnlyList<ProofJob> parents = await board.ListParentsAsync(job.Id, context.RequestAborted);
        await Layout.WriteAsync(context, $"Proof job {job.Id}", Html.Of(
            $"""
            <section id="job" class="card"><div class="state"><h1>Proof job {job.Id}: {JobView.Place(job)}</h1>{JobView.Chip(job.Status)}<span>{JobView.Bar(job)}</span></div>{Facts(job, now)}</section>
            {Actions(context, job)}
            <section id="inputs"><h2>Needs</h2><div class="card scroll">{JobView.Table(inputs, now)}</div></section>
            <section id="parents"><h2>Is needed by</h2><div class="card scroll">{JobView.Table(parents, now)}</div></section>
            """));
    }

    /// <summary>Has a failed job tried again.</summary>
    public Task RetryAsync(HttpContext context) => ChangeAsync(context, plans.RetryAsync);

    /// <summary>Stops a job that is ready or being worked on.</summary>
    public Task CancelAsync(HttpContext context) => ChangeAsync(context, plans.CancelAsync);

    private async Task ChangeAsync(HttpContext context, Func<long, CancellationToken, Task<bool>> change)
    {
        if (isReadOnly)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        // A job that has moved on meanwhile stays as it is: its page says how.
        if (ReadId(context) is not { } id)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        _ = await change(id, context.RequestAborted);
        context.Response.Redirect(PathOf(id));
    }

    private static Html Facts(ProofJob job, DateTimeOffset now) => Html.Of(
        $"""
        <dl class="facts">
        <dt>Of</dt><dd><a href="{RangesPage.PlanPath(job.Range.From, job.Range.To)}">{JobView.Range(job)}</a></dd>
        <dt>Last batch's hash</dt><dd><code>{job.Range.ToHash.ToHex()}</code></dd>
        <dt>Program</dt><dd><code>0x{Convert.ToHexStringLower(job.ProgramKey.Span)}</code></dd>
        {(job.EndCycle > 0 ? Html.Of($"<dt>Instructions</dt><dd>{job.StartCycle:N0} to {job.EndCycle:N0} ({job.EndCycle - job.StartCycle:N0})</dd>") : Html.Empty)}
        <dt>Place in the plan</dt><dd>level {job.Level}, position {job.Position}</dd>
        <dt>Cells</dt><dd>{(job.Cells > 0 ? Html.Of($"{job.Cells:N0}") : Html.Of($"not known yet"))}</dd>
        <dt>Proof</dt><dd>{(job.ResultBytes > 0 ? Html.Of($"{job.ResultBytes:N0} bytes, verified when it was stored") : job.Status == ProofStatus.Done ? Html.Of($"deleted after its batches were final") : Html.Of($"none yet"))}</dd>
        <dt>Worker</dt><dd><code>{job.Worker ?? "–"}</code></dd>
        <dt>Doing</dt><dd>{(job.Status == ProofStatus.Leased ? Html.Of($"{job.Stage}, {job.Progress:P0}, last progress {Ago(job.ProgressAt, now)}") : Html.Of($"–"))}</dd>
        <dt>Begun</dt><dd>{job.Attempts}×; leases that ended without a word: {job.Losses}; failures: {job.FailedOn.Count}{(job.FailedOn.Count > 0 ? Html.Of($" on {string.Join(", ", job.FailedOn)}") : Html.Empty)}</dd>
        <dt>Last error</dt><dd>{(job.Error is { } error ? Html.Of($"<span class=\"bad\">{error}</span>") : Html.Of($"–"))}</dd>
        <dt>Planned</dt><dd>{Moment(job.CreatedAt, now)}</dd><dt>Last begun</dt><dd>{Moment(job.StartedAt, now)}</dd><dt>Ended</dt><dd>{Moment(job.FinishedAt, now)}</dd><dt>Took</dt><dd>{JobView.DurationText(job, now)}{Speed(job, now)}</dd>
        </dl>
        """);

    private Html Actions(HttpContext context, ProofJob job)
    {
        string? action = job.Status switch { ProofStatus.Failed => "retry", ProofStatus.Ready or ProofStatus.Leased => "cancel", _ => null };
        if (action is null || isReadOnly)
            return Html.Empty;
        string meaning = action == "retry" ? "Forgets its failures and lets it be worked on." : "Stops it until somebody presses retry; what depends on it waits.";
        return Html.Of(
            $"<section id=\"actions\" class=\"card state\"><form method=\"post\" action=\"{PathOf(job.Id)}/{action}\">{SignInPage.FormToken(context)}<button id=\"{action}\">{(action == "retry" ? "Retry" : "Cancel")}</button></form><span class=\"soft\">{meaning}</span></section>");
    }

    private static string Speed(ProofJob job, DateTimeOffset now) =>
        job is { Status: ProofStatus.Done, Cells: > 0 } && JobView.Duration(job, now) is { TotalSeconds: > 0 and var seconds } ? $", {Text.Short(job.Cells / seconds)} cells per second" : "";

    private static string Ago(DateTimeOffset? at, DateTimeOffset now) => at is { } time ? $"{Text.Duration(now - time)} ago" : "–";

    private static string Moment(DateTimeOffset? at, DateTimeOffset now) => at is { } time ? $"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {Ago(at, now)}" : "–";

    private Task<ProofJob?> FindAsync(HttpContext context) => ReadId(context) is { } id ? jobs.GetAsync(id, context.RequestAborted) : Task.FromResult<ProofJob?>(null);

    private static long? ReadId(HttpContext context) =>
        long.TryParse((string?)context.Request.RouteValues["job"], NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : null;
}
