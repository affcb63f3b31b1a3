using Rollup.Ethereum.Hex;
using Rollup.Node.Operations;
using Rollup.Node.Operator.Figures;
using Rollup.Storage.L1;
using Rollup.Storage.Operations;
using Rollup.Storage.Proofs;

namespace Rollup.Node.Operator.Alarms;

/// <summary>From when on something is worth an alarm.</summary>
internal sealed record AlarmThresholds
{
    /// <summary>For how long a job may be worked on without any progress.</summary>
    public TimeSpan Stalled { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Leases lost, of jobs that are not done, before somebody should ask what ends the workers.</summary>
    public long Losses { get; init; } = 3;

    /// <summary>For how long a sealed batch may wait for its proof.</summary>
    public required TimeSpan ProvingLag { get; init; }

    /// <summary>The part of the inclusion deadline, and of the fallback period, after which time is short.</summary>
    public double Share { get; init; } = 0.5;

    /// <summary>Ether that an account should hold at least.</summary>
    public required decimal LowBalanceEther { get; init; }

    /// <summary>For how long a transaction may wait for L1.</summary>
    public TimeSpan InFlight { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>Finds what somebody should look at.</summary>
/// <param name="thresholds">From when on.</param>
/// <param name="inclusionDeadline">After which L1 insists on queue items.</param>
/// <param name="fallbackPeriod">After which others may take over; null where nobody knows.</param>
/// <param name="programKey">The program that this build proves.</param>
internal sealed class AlarmRules(AlarmThresholds thresholds, TimeSpan inclusionDeadline, TimeSpan? fallbackPeriod, ReadOnlyMemory<byte> programKey)
{
    private const decimal WeiPerEther = 1_000_000_000_000_000_000m;

    /// <summary>The alarms, the severest first.</summary>
    public IReadOnlyList<Reason> Judge(Overview overview) =>
        [.. overview.Readiness.Obstacles.Concat(overview.Readiness.Concerns).Concat(Proving(overview)).Concat(L1(overview)).OrderBy(reason => Alarm.All.IndexOf(reason.Kind)).DistinctBy(reason => reason.Text)];

    private IEnumerable<Reason> Proving(Overview overview)
    {
        long failed = Sum(overview, group => group.Status == ProofStatus.Failed ? group.Count : 0);
        if (failed > 0)
            yield return new(Alarm.ProofFailed, Invariant($"{failed:N0} proof {(failed == 1 ? "job was" : "jobs were")} given up, and what depends on {(failed == 1 ? "it" : "them")} waits"));
        long open = Sum(overview, group => group.Status is ProofStatus.Ready or ProofStatus.Leased ? group.Count : 0);
        if (open > 0 && !overview.Workers.Any(IsOurs))
            yield return new(Alarm.NoWorker, Invariant($"{open:N0} proof {(open == 1 ? "job waits" : "jobs wait")} and no prover of this program is there"));
        foreach (ProofJob job in overview.Working.Where(job => overview.At - (job.ProgressAt ?? job.StartedAt) > thresholds.Stalled))
            yield return new(Alarm.ProofStalled, Invariant($"{job.Worker} has not got on with proof job {job.Id} ({job.Kind} of batch {job.Range.To}, {job.Progress:P0}) for {Text.Duration(overview.At - (job.ProgressAt ?? job.StartedAt)!.Value)}"));
        long losses = Sum(overview, group => group.Status == ProofStatus.Done ? 0 : group.Losses);
        if (losses >= thresholds.Losses)
            yield return new(Alarm.LeasesLost, Invariant($"workers went silent {losses:N0} times over jobs that are not done"));
        foreach (ProofWorkerRow worker in overview.Workers.Where(worker => !IsOurs(worker)))
            yield return new(Alarm.ForeignProgram, $"the prover {worker.Name} is there for another program than this build's");
        if (overview.Lag.OldestAge > thresholds.ProvingLag)
            yield return new(Alarm.ProvingBehind, Invariant($"a sealed batch has waited {Text.Duration(overview.Lag.OldestAge.Value)} for its proof; {overview.Lag.Batches:N0} are not proven"));
    }

    private IEnumerable<Reason> L1(Overview overview)
    {
        if (overview.OldestItem is { } item && overview.At - item.QueuedAt > inclusionDeadline * thresholds.Share)
            yield return new(Alarm.ForcedItemLate, Invariant($"item {item.Index} of L1's queue has waited {Text.Duration(overview.At - item.QueuedAt)}; the deadline is {Until(overview.At, overview.ItemDeadline!.Value)}"));
        if (fallbackPeriod is { } period && overview.OldestUnproven is { } committed && overview.At - committed > period * thresholds.Share)
            yield return new(Alarm.FallbackNear, $"a batch has been on L1 without a proof for {Text.Duration(overview.At - committed)}; the fallback opens {Until(overview.At, committed + period)}");
        foreach (AccountBalance balance in overview.Balances.Where(balance => balance.Wei < thresholds.LowBalanceEther * WeiPerEther))
            yield return new(Alarm.BalanceLow, Invariant($"{balance.Account.ToHex()} holds {balance.Wei / WeiPerEther:0.#####} ether on L1{Lasts(overview.WeiPerBatch, balance.Wei)}"));
        foreach (TransactionInFlight transaction in overview.InFlight.Where(transaction => overview.At - transaction.CreatedAt > thresholds.InFlight))
            yield return new(Alarm.TransactionStuck, Invariant($"{transaction.Purpose} (nonce {transaction.Nonce}) has waited {Text.Duration(overview.At - transaction.CreatedAt)} for a block of L1, signed {transaction.Attempts} times"));
    }

    private static string Lasts(decimal? weiPerBatch, decimal wei) => weiPerBatch is > 0 ? Invariant($", enough for about {decimal.Floor(wei / weiPerBatch.Value):N0} batches") : "";

    private static string Until(DateTimeOffset now, DateTimeOffset deadline) => deadline > now ? $"in {Text.Duration(deadline - now)}" : $"over since {Text.Duration(now - deadline)}";

    private static long Sum(Overview overview, Func<JobGroup, long> of) => overview.Jobs.Sum(of);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private bool IsOurs(ProofWorkerRow worker) => worker.ProgramKey.Span.SequenceEqual(programKey.Span);
}
