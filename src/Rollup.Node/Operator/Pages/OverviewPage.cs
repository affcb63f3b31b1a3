using System.Globalization;
using Microsoft.AspNetCore.Http;
using Rollup.Ethereum.Hex;
using Rollup.Node.Operations;
using Rollup.Node.Operator.Figures;
using Rollup.Storage;
using Rollup.Storage.Operations;
using Rollup.Storage.Proofs;

namespace Rollup.Node.Operator.Pages;

/// <summary>The whole chain at a glance: what is wrong, where everything is between acceptance and finality, what that costs, and how it was in the last hours.</summary>
internal sealed class OverviewPage(OverviewReader reader, ReadinessCheck readiness, SampleStore samples, TimeProvider time)
{
    private const int DefaultHours = 6;
    private const int ChartPoints = 90;
    private const decimal WeiPerEther = 1_000_000_000_000_000_000m;
    private const decimal WeiPerGwei = 1_000_000_000m;
    private static readonly int[] Periods = [1, 6, 24];

    /// <summary>Writes the page as it is now.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        Overview? overview = await reader.ReadAsync(context.RequestAborted);
        if (overview is null)
        {
            await Layout.WriteAsync(context, "Overview", Html.Of($"{Condition(await readiness.CheckAsync(context.RequestAborted))}{Alarms(reader.Alarms)}"));
            return;
        }

        int? hours = int.TryParse(context.Request.Query["hours"], NumberStyles.None, CultureInfo.InvariantCulture, out int asked) && Periods.Contains(asked) ? asked : null;
        await Layout.WriteAsync(context, "Overview", Html.Of(
            $"""
            {Condition(overview.Readiness, Summary(overview))}
            {Alarms(overview.Alarms)}
            <section id="pipeline"><h2>From acceptance to finality</h2><ol class="pipeline">{overview.Stages.Select(Card)}</ol></section>
            {await ChartsAsync(hours, context.RequestAborted)}
            <section id="batches"><h2>Batches</h2><div class="card scroll">{Batches(overview)}</div></section>
            <section id="proving"><h2>Proving</h2><div class="card scroll">{Proving(overview)}</div></section>
            <section id="l1"><h2>L1</h2><div class="columns"><div class="card scroll">{Accounts(overview)}</div><div class="card scroll">{InFlight(overview)}</div><div class="card">{ForcedItem(overview)}</div></div></section>
            """));
    }

    private static Html Condition(Readiness state, Html summary = default) => Html.Of(
        $"<section id=\"state\" class=\"card state\"><span class=\"{state.Level switch { 2 => "good", 1 => "warn", _ => "bad" }}\"><span class=\"dot\"></span><b>{state.Name}</b></span>{summary}</section>");

    private static Html Summary(Overview overview) => Html.Of(
        $"""
        <span><span class="soft">this process</span> <b>{overview.Role}</b></span>
        <span><span class="soft">time to finality</span> <b>{Maybe(overview.TimeToFinality)}</b></span>
        <span><span class="soft">not proven</span> <b>{overview.Lag.Batches:N0}</b> batches{(overview.Lag.Cells is { } cells ? Html.Of($", {Text.Short(cells)} cells") : Html.Empty)}{(overview.Lag.Estimate is { } estimate ? Html.Of($", about {Text.Duration(estimate)}") : Html.Empty)}</span>
        <span><span class="soft">workers</span> <b>{overview.Workers.Count}</b></span>
        """);

    private static Html Alarms(IReadOnlyList<Reason> alarms) => alarms.Count == 0 ? Html.Empty : Html.Of(
        $"""
        <section id="alarms" aria-live="polite"><ul class="alarms">{alarms.Select(alarm => Html.Of(
            $"""<li{(alarm.Kind.IsSevere ? Html.Of($" class=\"severe\"") : Html.Empty)}><b>{alarm.Text}</b><p>{alarm.Kind.WhatToDo} <a href="{RunbookPage.Path}#{alarm.Kind.Name}">Runbook: {alarm.Kind.Name}</a></p></li>"""))}</ul></section>
        """);

    private static Html Card(Stage stage) => Html.Of(
        $"""
        <li class="card"><h3>{stage.Name}</h3><b>{(stage.Number is { } number ? Html.Of($"{number:N0}") : Html.Of($"–"))}</b><span class="soft">{stage.Unit}</span>
        <dl>{(stage.Waiting.Length > 0 ? Html.Of($"<dt>waiting</dt><dd>{stage.Waiting}</dd>") : Html.Empty)}{(stage.Transactions is { } transactions ? Html.Of($"<dt>transactions</dt><dd>{transactions:N0}</dd>") : Html.Empty)}{(stage.OldestAge is { } age ? Html.Of($"<dt>oldest</dt><dd>{Text.Duration(age)}</dd>") : Html.Empty)}
        {(stage.Rate is { } rate ? Html.Of($"<dt>rate</dt><dd>{Text.Short(rate)} / min</dd>") : Html.Empty)}</dl></li>
        """);

    private async Task<Html> ChartsAsync(int? asked, CancellationToken cancellation)
    {
        DateTimeOffset end = time.GetUtcNow();
        int hours = asked ?? DefaultHours;
        TimeSpan period = TimeSpan.FromHours(hours);
        TimeSpan step = period / ChartPoints;
        IReadOnlyList<SampledStep> steps;
        try
        {
            steps = await samples.ReadAsync(end - period, step, cancellation);
            if (asked is null && steps.All(sample => end - sample.At < TimeSpan.FromHours(Periods[0])))
                return await ChartsAsync(Periods[0], cancellation); // A young chain would be a line at the right edge.
        }
        catch (Exception exception) when (DatabaseFailure.Is(exception))
        {
            return Html.Empty; // The page says so above.
        }

        IEnumerable<Html> periods = Periods.Select(choice => choice == hours ? Html.Of($"<b>{choice} h</b> ") : Html.Of($"<a href=\"/?hours={choice}\">{choice} h</a> "));
        return Html.Of(
            $"""
            <section id="charts"><h2>The last hours <span class="choice">{periods}</span></h2><div class="charts">
            {Draw("Transactions per second", of => of.Included / of.Duration.TotalSeconds, Text.Short)}
            {Draw("Gas per second", of => of.GasUsed / of.Duration.TotalSeconds, Text.Short)}
            {Draw("Waiting transactions", of => of.Pending, Text.Short)}
            {Draw("Batches not proven", of => of.Unproven, Text.Short)}
            {Draw("Cells proven per second", of => of.Cells / of.Duration.TotalSeconds, Text.Short)}
            {Draw("Time to finality", of => of.SecondsToFinal, seconds => Text.Duration(TimeSpan.FromSeconds(seconds)))}
            </div></section>
            """);

        Html Draw(string title, Func<SampledStep, double?> figure, Func<double, string> format) =>
            Chart.Draw(title, [.. steps.Select(sample => (sample.At, Value: figure(sample))).Where(point => point.Value is not null).Select(point => (point.At, point.Value!.Value))], end - period, end, step, format);
    }

    private static Html Batches(Overview overview) => overview.Batches.Count == 0 ? Html.Of($"<p class=\"empty\">No batch has been sealed yet.</p>") : Html.Of(
        $"""
        <table><thead><tr><th>Batch</th><th class="text">Status</th><th>Txs</th><th>L1 data</th><th class="text">Commit</th><th>Gas</th><th>Ether</th><th class="text">Proof</th><th>Gas</th><th>Ether</th><th>Gas/tx</th><th>Gwei/tx</th><th>To final</th></tr></thead>
        <tbody>{overview.Batches.Select(batch => Row(batch, overview.At))}</tbody></table>
        """);

    private static Html Row(BatchReport batch, DateTimeOffset now)
    {
        (string status, string style, DateTimeOffset since) = batch switch
        {
            { FinalizedAt: { } at } => ("final", "done", at),
            { ProvenAt: { } at } => ("proven", "leased", at),
            { CommittedAt: { } at } => ("committed", "ready", at),
            _ => ("sealed", "planned", batch.SealedAt),
        };

        // A proof is paid for by all the batches that it is for.
        decimal share = batch.Proof is { } proof ? proof.ToBatch - proof.FromBatch + 1 : 1;
        decimal? gas = batch.Commit?.GasUsed is { } commitGas ? commitGas + ((batch.Proof?.GasUsed ?? 0) / share) : null;
        decimal? wei = batch.Commit?.Wei is { } commitWei ? commitWei + ((batch.Proof?.Wei ?? 0) / share) : null;
        return Html.Of(
            $"""
            <tr><td><a href="{RangesPage.PlanPath(batch.Number, batch.Number)}">{batch.Number:N0}</a></td><td class="text"><span class="chip {style}">{status}</span> <span class="soft">{Text.Duration(Max(now - since))} ago</span></td><td>{batch.Transactions:N0}</td><td>{Text.Short(batch.DataBytes)}B</td>
            {Cells(batch.Commit, 1)}{Cells(batch.Proof, share)}
            <td>{PerTransaction(gas)}</td><td>{PerTransaction(wei / WeiPerGwei)}</td>
            <td>{Maybe(batch.FinalizedAt is { } final ? Max(final - batch.SealedAt) : null)}</td></tr>
            """);

        Html PerTransaction(decimal? cost) => cost is { } known && batch.Transactions > 0 ? Html.Of($"{known / batch.Transactions:N0}") : Html.Of($"–");
    }

    private static Html Cells(BatchTransaction? transaction, decimal batches) => transaction is null
        ? Html.Of($"<td class=\"text soft\">–</td><td></td><td></td>")
        : Html.Of(
            $"""<td class="text"><code title="{transaction.Hash.ToHex()}">{Short(transaction.Hash.ToHex())}</code>{(batches > 1 ? Html.Of($" <span class=\"soft\">for {transaction.FromBatch}–{transaction.ToBatch}</span>") : Html.Empty)}</td><td>{(transaction.GasUsed is { } gas ? Html.Of($"{gas:N0}") : Html.Of($"–"))}</td><td>{(transaction.Wei is { } wei ? Html.Of($"{wei / WeiPerEther:0.######}") : Html.Of($"–"))}</td>""");

    private static Html Proving(Overview overview)
    {
        string[] counts = [.. Enum.GetValues<ProofStatus>().Where(status => status != ProofStatus.Superseded).Select(status =>
            FormattableString.Invariant($"{overview.Jobs.Where(group => group.Status == status).Sum(group => group.Count):N0} {JobView.Name(status)}"))];
        return Html.Of(
            $"""
            <p class="empty">Jobs of batches that are not final: {string.Join(", ", counts)}. <a href="{RangesPage.Path}">Plans</a> · <a href="{JobListPage.Path}?show=failed">failed</a> · <a href="{JobListPage.Path}?show=repeated">repeated</a> · {Text.Short(overview.Lag.CellsPerSecond)} cells per second</p>
            {(overview.Workers.Count == 0 ? Html.Of($"<p class=\"empty\">No prover is there.</p>") : Html.Of(
                $"""
                <table><thead><tr><th class="text">Worker</th><th>Threads</th><th>Memory</th><th>There since</th><th>Seen</th><th class="text">Job</th><th class="text">Doing</th><th class="text">Progress</th><th>For</th></tr></thead><tbody>{overview.Workers.Select(worker => WorkerRow(worker, overview))}</tbody></table>
                """))}
            """);
    }

    private static Html WorkerRow(ProofWorkerRow worker, Overview overview)
    {
        ProofJob? job = overview.Working.FirstOrDefault(working => working.Worker == worker.Name);
        return Html.Of(
            $"""
            <tr><td class="text"><code>{worker.Name}</code></td><td>{worker.Threads}</td><td>{Text.Short(worker.MemoryBytes)}B</td><td>{Text.Duration(Max(overview.At - worker.StartedAt))}</td><td>{Text.Duration(Max(overview.At - worker.SeenAt))} ago</td>
            {(job is null ? Html.Of($"<td class=\"text soft\">idle</td><td></td><td></td><td></td>") : Html.Of(
                $"""<td class="text"><a href="{JobPage.PathOf(job.Id)}">{JobView.Name(job.Kind)} of {JobView.Range(job)}</a></td><td class="text">{job.Stage}</td><td class="text">{JobView.Bar(job)}</td><td>{Text.Duration(Max(overview.At - (job.StartedAt ?? overview.At)))}</td>"""))}</tr>
            """);
    }

    private static Html Accounts(Overview overview) => overview.Balances.Count == 0 ? Html.Of($"<p class=\"empty\">No account has been looked at: no settler runs, or L1 does not answer.</p>") : Html.Of(
        $"""
        <table><thead><tr><th class="text">Account on L1</th><th>Ether</th><th>Enough for</th></tr></thead><tbody>{overview.Balances.Select(balance => Html.Of(
            $"""<tr><td class="text"><code title="{balance.Account.ToHex()}">{Short(balance.Account.ToHex())}</code></td><td>{balance.Wei / WeiPerEther:N4}</td><td>{(overview.WeiPerBatch is > 0 and var cost ? Html.Of($"{Text.Short((double)(balance.Wei / cost))} batches") : Html.Of($"–"))}</td></tr>"""))}</tbody></table>
        """);

    private static Html InFlight(Overview overview) => overview.InFlight.Count == 0 ? Html.Of($"<p class=\"empty\">No transaction is on its way to L1.</p>") : Html.Of(
        $"""
        <table><thead><tr><th class="text">On its way to L1</th><th>Nonce</th><th>For</th><th>Signed</th><th>Up to</th></tr></thead><tbody>{overview.InFlight.Select(transaction => Html.Of(
            $"""<tr><td class="text">{transaction.Purpose}</td><td>{transaction.Nonce}</td><td>{Text.Duration(Max(overview.At - transaction.CreatedAt))}</td><td>{transaction.Attempts}×</td><td>{transaction.MaxFeePerGas / WeiPerGwei:0.###} gwei</td></tr>"""))}</tbody></table>
        """);

    private static Html ForcedItem(Overview overview) => overview.OldestItem is not { } item
        ? Html.Of($"<span class=\"soft\">L1's queue: every deposit and forced transaction that is known is in a block.</span>")
        : Html.Of(
            $"""
            <dl class="facts"><dt>Oldest item of L1's queue</dt><dd>{item.Index}</dd><dt>waits</dt><dd>{Text.Duration(Max(overview.At - item.QueuedAt))}</dd>
            <dt>L1 insists on it</dt><dd>{(overview.ItemDeadline > overview.At ? Html.Of($"in {Text.Duration(overview.ItemDeadline.Value - overview.At)}") : Html.Of($"<b class=\"bad\">now</b>"))}</dd></dl>
            """);

    private static string Maybe(TimeSpan? duration) => duration is { } known ? Text.Duration(known) : "–";

    private static string Short(string hex) => $"{hex[..8]}…{hex[^4..]}";

    /// <summary>Clocks of several machines meet here.</summary>
    private static TimeSpan Max(TimeSpan age) => age < TimeSpan.Zero ? TimeSpan.Zero : age;
}
