using Microsoft.AspNetCore.Http;
using Rollup.Node.Chain;
using Rollup.Storage.Operations;
using Rollup.Storage.Proofs;

namespace Rollup.Node.Operator.Pages;

/// <summary>The plans: for each batch, and each range that shares a final proof, what is done and what is to be done.</summary>
internal sealed class RangesPage(ProofBoard board, NodeChain chain, TimeProvider time)
{
    /// <summary>Where it is.</summary>
    public const string Path = QueuePages.Path + "/plans";

    /// <summary>Batches that are final and still shown.</summary>
    private const ulong FinalShown = 10;
    private const int MaxBatches = 200;

    /// <summary>Where the plan of some batches is.</summary>
    public static string PlanPath(ulong from, ulong to) => FormattableString.Invariant($"{Path}/{from}-{to}");

    /// <summary>Writes the page as it is now.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        ulong finalized = chain.Settlement?.FinalizedBatch ?? 0;
        ulong after = finalized - Math.Min(finalized, FinalShown);
        DateTimeOffset now = time.GetUtcNow();
        IReadOnlyList<RangeGroup> groups = await board.ListRangesAsync(after, MaxBatches, context.RequestAborted);
        var ranges = groups.Where(group => group.Kind >= ProofKind.Chain).GroupBy(group => (group.From, group.To)).OrderByDescending(range => range.Key.To).ThenBy(range => range.Key.From);
        var batches = groups.Where(group => group.Kind < ProofKind.Chain).GroupBy(group => group.To).OrderByDescending(batch => batch.Key);
        await Layout.WriteAsync(context, "Plans", Html.Of(
            $"""
            <section id="ranges"><h2>Ranges: batches that share a proof on L1</h2><div class="card scroll">{Table(
                ranges.Select(range => Row(PlanPath(range.Key.From, range.Key.To), JobView.Range(range.Key.From, range.Key.To), [.. range], [ProofKind.Chain, ProofKind.Shrink, ProofKind.Final], now)), [ProofKind.Chain, ProofKind.Shrink, ProofKind.Final])}</div></section>
            <section id="plans"><h2>Batches: from segments to one statement each</h2><div class="card scroll">{Table(
                batches.Select(batch => Row(PlanPath(batch.Key, batch.Key), JobView.Range(batch.Key, batch.Key), [.. batch], [ProofKind.Plan, ProofKind.Segment, ProofKind.Lift, ProofKind.Join, ProofKind.Close], now)),
                [ProofKind.Plan, ProofKind.Segment, ProofKind.Lift, ProofKind.Join, ProofKind.Close])}</div></section>
            """));
    }

    private static Html Table(IEnumerable<Html> rows, IReadOnlyList<ProofKind> kinds) => rows.Any()
        ? Html.Of(
            $"""
            <table><thead><tr><th class="text">Batches</th><th class="text">Status</th><th class="text">Progress</th>{kinds.Select(kind => Html.Of($"<th>{JobView.Name(kind)}</th>"))}<th>Cells</th><th>Planned</th><th>Last result</th></tr></thead><tbody>{rows}</tbody></table>
            """)
        : Html.Of($"<p class=\"empty\">Nothing is planned: no batch waits for a proof, or no settler runs, which plans them.</p>");

    private static Html Row(string path, string name, IReadOnlyList<RangeGroup> groups, IReadOnlyList<ProofKind> kinds, DateTimeOffset now)
    {
        // A batch whose run is planned and not yet cut has all of its work before it.
        bool isCut = groups.Any(group => group.Kind != ProofKind.Plan);
        double progress = isCut ? groups.Sum(group => group.Progress) / groups.Sum(group => group.Count) : 0;
        ProofStatus status = Has(ProofStatus.Failed) ? ProofStatus.Failed
            : Has(ProofStatus.Leased) ? ProofStatus.Leased
            : isCut && groups.All(group => group.Status == ProofStatus.Done) ? ProofStatus.Done
            : Has(ProofStatus.Ready) ? ProofStatus.Ready : ProofStatus.Planned;
        DateTimeOffset? finished = groups.Max(group => group.FinishedAt);
        return Html.Of(
            $"""
            <tr><td class="text"><a href="{path}">{name}</a></td><td class="text">{JobView.Chip(status)}</td><td class="text">{JobView.Bar(progress, JobView.Name(status))}</td>
            {kinds.Select(kind => Html.Of($"<td>{Count(kind)}</td>"))}<td>{Text.Short(groups.Sum(group => (double)group.Cells))}</td><td>{Text.Duration(now - groups.Min(group => group.CreatedAt))} ago</td><td>{(finished is { } at ? $"{Text.Duration(now - at)} ago" : "–")}</td></tr>
            """);

        bool Has(ProofStatus wanted) => groups.Any(group => group.Status == wanted);

        string Count(ProofKind kind)
        {
            long total = groups.Where(group => group.Kind == kind).Sum(group => group.Count);
            return total == 0 ? "–" : FormattableString.Invariant($"{groups.Where(group => group.Kind == kind && group.Status == ProofStatus.Done).Sum(group => group.Count):N0} / {total:N0}");
        }
    }
}
