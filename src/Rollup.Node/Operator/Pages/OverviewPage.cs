using Microsoft.AspNetCore.Http;
using Rollup.Node.Chain;
using Rollup.Node.Operations;
using Rollup.Storage.Batches;
using Rollup.Storage.L1;

namespace Rollup.Node.Operator.Pages;

/// <summary>The whole chain at a glance.</summary>
internal sealed class OverviewPage(NodeChain chain, NodeStatusSource status, ReadinessCheck readiness, BatchReader batches)
{
    /// <summary>Writes the page as it is now.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        CancellationToken cancellation = context.RequestAborted;
        Readiness state = await readiness.CheckAsync(cancellation);
        SettlementStatus? settlement = chain.Settlement;
        ulong sealedBatch = (await batches.GetLatestAsync(cancellation))?.Number ?? 0;
        await Layout.WriteAsync(context, "Overview", Html.Of(
            $"""
            <section id="state" class="card state"><span class="{state.Level switch { 2 => "good", 1 => "warn", _ => "bad" }}"><span class="dot"></span><b>{state.Name}</b></span><span>{(await status.GetAsync(cancellation)).Role}</span></section>
            <section id="reasons"><ul class="alarms">{state.Obstacles.Select(reason => Html.Of($"<li class=\"severe\">{reason}</li>"))}{state.Concerns.Select(reason => Html.Of($"<li>{reason}</li>"))}</ul></section>
            <section id="pipeline"><ul class="pipeline">
            {Stage("Block", chain.Latest.Number)}{Stage("Sealed batch", sealedBatch)}{Stage("Committed batch", settlement?.CommittedBatch)}{Stage("Proven batch", settlement?.ProvenBatch)}{Stage("Final batch", settlement?.FinalizedBatch)}
            </ul></section>
            """));
    }

    private static Html Stage(string name, ulong? number) => Html.Of($"<li class=\"card\"><h3>{name}</h3><b>{(number is { } value ? Html.Of($"{value:N0}") : Html.Of($"–"))}</b></li>");
}
