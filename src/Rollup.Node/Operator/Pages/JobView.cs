using Rollup.Storage.Proofs;

namespace Rollup.Node.Operator.Pages;

/// <summary>How proof jobs are written on every page.</summary>
internal static class JobView
{
    /// <summary>What a job makes.</summary>
    public static string Name(ProofKind kind) => kind switch
    {
        ProofKind.Plan => "plan",
        ProofKind.Segment => "segment",
        ProofKind.Lift => "lift",
        ProofKind.Join => "join",
        ProofKind.Close => "close",
        ProofKind.Chain => "chain",
        ProofKind.Shrink => "shrink",
        ProofKind.Final => "final proof",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Where a job stands.</summary>
    public static string Name(ProofStatus status) => status switch
    {
        ProofStatus.Planned => "planned",
        ProofStatus.Ready => "ready",
        ProofStatus.Leased => "leased",
        ProofStatus.Done => "done",
        ProofStatus.Failed => "failed",
        ProofStatus.Superseded => "superseded",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    /// <summary>Its batches.</summary>
    public static string Range(ProofJob job) => Range(job.Range.From, job.Range.To);

    /// <summary>Batches.</summary>
    public static string Range(ulong from, ulong to) => from == to ? FormattableString.Invariant($"batch {to:N0}") : FormattableString.Invariant($"batches {from:N0}–{to:N0}");

    /// <summary>Its place among those of its kind, for kinds of which a batch has several.</summary>
    public static string Place(ProofJob job) => job.Kind is ProofKind.Segment or ProofKind.Lift or ProofKind.Join
        ? FormattableString.Invariant($"{Name(job.Kind)} {(job.Kind == ProofKind.Join ? $"{job.Level}." : "")}{job.Position}")
        : Name(job.Kind);

    /// <summary>Where it stands, in its colour.</summary>
    public static Html Chip(ProofStatus status) => Html.Of($"<span class=\"chip {Name(status)}\">{Name(status)}</span>");

    /// <summary>How far it is.</summary>
    public static Html Bar(ProofJob job) => Bar(job.Status == ProofStatus.Done ? 1 : job.Status == ProofStatus.Leased ? job.Progress : 0, Name(job.Status));

    /// <summary>A bar from 0 to 1, in the colour of a state.</summary>
    public static Html Bar(double progress, string style) => Html.Of($"<progress class=\"{style}\" max=\"1\" value=\"{progress:0.###}\"></progress> <span class=\"soft\">{progress:P0}</span>");

    /// <summary>How long its last attempt took, or takes; null before the first.</summary>
    public static TimeSpan? Duration(ProofJob job, DateTimeOffset now) => job.StartedAt is not { } start ? null
        : job.Status == ProofStatus.Leased ? Positive(now - start)
        : job.FinishedAt is { } end ? Positive(end - start) : null;

    /// <summary>The same as text.</summary>
    public static string DurationText(ProofJob job, DateTimeOffset now) => Duration(job, now) is { } known ? Text.Duration(known) : "–";

    /// <summary>A table of jobs.</summary>
    public static Html Table(IReadOnlyList<ProofJob> jobs, DateTimeOffset now) => jobs.Count == 0 ? Html.Of($"<p class=\"empty\">None.</p>") : Html.Of(
        $"""
        <table><thead><tr><th>Job</th><th class="text">Makes</th><th class="text">Of</th><th class="text">Status</th><th class="text">Progress</th><th class="text">Doing</th><th>Cells</th><th>Took</th><th>Begun</th><th>Lost</th><th class="text">Worker</th><th class="text">Last error</th></tr></thead>
        <tbody>{jobs.Select(job => Html.Of(
            $"""
            <tr><td><a href="{JobPage.PathOf(job.Id)}">{job.Id}</a></td><td class="text">{Place(job)}</td><td class="text"><a href="{RangesPage.PlanPath(job.Range.From, job.Range.To)}">{Range(job)}</a></td><td class="text">{Chip(job.Status)}</td><td class="text">{Bar(job)}</td>
            <td class="text">{(job.Status == ProofStatus.Leased ? job.Stage : "")}</td><td>{(job.Cells == 0 ? "" : Text.Short(job.Cells))}</td><td>{DurationText(job, now)}</td><td>{job.Attempts}×</td><td>{job.Losses}×</td><td class="text"><code>{job.Worker}</code></td><td class="text wide">{job.Error}</td></tr>
            """))}</tbody></table>
        """);

    private static TimeSpan Positive(TimeSpan duration) => duration < TimeSpan.Zero ? TimeSpan.Zero : duration;
}
