using Rollup.Node.Chain;
using Rollup.Node.Configuration;
using Rollup.Node.Operations;
using Rollup.Node.Operator.Alarms;
using Rollup.Rpc.Status;
using Rollup.Storage;
using Rollup.Storage.L1;
using Rollup.Storage.Operations;
using Rollup.Storage.Proofs;

namespace Rollup.Node.Operator.Figures;

/// <summary>Reads the <see cref="Overview"/>, once for all who look at the same time.</summary>
internal sealed class OverviewReader(
    Database database, NodeChain chain, NodeStatusSource status, ReadinessCheck readiness, Deployment deployment, AlarmRules rules, TimeProvider time)
{
    /// <summary>Batches in the page's table.</summary>
    private const int ShownBatches = 15;

    /// <summary>How old what is shown may be.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan RatePeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SpeedPeriod = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CostPeriod = TimeSpan.FromHours(2);

    private readonly IntakeReader _intake = new(database);
    private readonly SampleStore _samples = new(database);
    private readonly BatchProgressStore _progress = new(database);
    private readonly L1CostStore _costs = new(database);
    private readonly ProofBoard _board = new(database);
    private readonly ProofJobReader _jobs = new(database);
    private readonly SemaphoreSlim _reading = new(1);
    private volatile Overview? _last;
    private long _readAt;

    /// <summary>What was read last; null before the first time, and without the database.</summary>
    public Overview? Last => _last;

    /// <summary>The alarms as of then, also without the database.</summary>
    public IReadOnlyList<Reason> Alarms { get; private set; } = [];

    /// <summary>The overview, not older than a second. Without the database it is null, which <see cref="Alarms"/> explain.</summary>
    public async Task<Overview?> ReadAsync(CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            if (_last is { } last && time.GetElapsedTime(_readAt) < Freshness)
                return last;
            Overview overview = await ComposeAsync(cancellation);
            Alarms = overview.Alarms;
            _readAt = time.GetTimestamp();
            return _last = overview;
        }
        catch (Exception exception) when (DatabaseFailure.Is(exception))
        {
            Readiness state = await readiness.CheckAsync(cancellation);
            Alarms = [.. state.Obstacles, .. state.Concerns];
            return _last = null;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Reads it again and again until cancelled, for metrics that are pushed: nobody asks for those.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            _ = await ReadAsync(cancellation);
            await Task.Delay(SampleStore.Interval, time, cancellation);
        }
    }

    private async Task<Overview> ComposeAsync(CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        SettlementStatus? settlement = chain.Settlement;
        ulong finalized = settlement?.FinalizedBatch ?? 0;
        NodeStatus own = await status.GetAsync(cancellation);
        IntakeState intake = await _intake.ReadAsync(cancellation);
        RateBase? before = await _samples.ReadRateBaseAsync(RatePeriod, cancellation);
        IReadOnlyDictionary<BatchStage, StageBacklog> backlog = await _progress.ReadBacklogAsync(cancellation);
        IReadOnlyList<JobGroup> jobs = await _board.CountAsync(finalized, cancellation);
        IReadOnlyList<AccountBalance> balances = await _costs.ReadBalancesAsync(cancellation);
        (decimal? commit, decimal? proof) = await _costs.ReadMeanCostsAsync(cancellation);
        Overview overview = new()
        {
            At = now,
            Readiness = await readiness.CheckAsync(cancellation),
            Role = own.Role,
            Alarms = [],
            Stages = Stages(now, own, settlement, intake, before, backlog),
            Lag = await ReadLagAsync(now, intake, settlement, jobs, backlog, cancellation),
            TimeToFinality = await _progress.ReadTimeToFinalityAsync(cancellation),
            Jobs = jobs,
            Workers = await _jobs.ListWorkersAsync(ProofLeases.WorkerSilence, cancellation),
            Working = await _jobs.ListAsync([ProofStatus.Leased], 100, cancellation),
            Balances = balances,
            WeiPerBatch = commit is null ? null : commit + (proof ?? 0),
            InFlight = await _costs.ReadInFlightAsync(cancellation),
            OldestItem = intake.OldestItem,
            ItemDeadline = intake.OldestItem is { } item ? item.QueuedAt + deployment.InclusionDeadline : null,
            OldestUnproven = backlog.GetValueOrDefault(BatchStage.Committed)?.Oldest,
            Batches = await _progress.ListAsync(ShownBatches, cancellation),
            FinalizedBatch = finalized,
        };
        return overview with { Alarms = rules.Judge(overview) };
    }

    private static IReadOnlyList<Stage> Stages(
        DateTimeOffset now, NodeStatus own, SettlementStatus? settlement, IntakeState intake, RateBase? before, IReadOnlyDictionary<BatchStage, StageBacklog> backlog)
    {
        long? pending = own.PendingTransactions is { } executable ? executable + (own.QueuedTransactions ?? 0) : before?.Pending;
        return
        [
            new("Accepted", "transactions waiting", pending, "", null, Age(intake.OldestPending), Rate(intake.LastTransaction, before?.LastTransaction)),
            new("In blocks", "newest block", intake.LastBlock, Count(intake.Blocks, "block"), intake.Transactions, Age(intake.OldestBlock), Rate(intake.LastBlock, before?.LastBlock)),
            At("Sealed", BatchStage.Sealed, intake.SealedBatch, before?.SealedBatch),
            At("Committed", BatchStage.Committed, (long?)settlement?.CommittedBatch, before?.CommittedBatch),
            At("Proven", BatchStage.Proven, (long?)settlement?.ProvenBatch, before?.ProvenBatch),
            new("Final", "newest batch", (long?)settlement?.FinalizedBatch, "", null, null, settlement is null ? null : Rate((long)settlement.FinalizedBatch, before?.FinalizedBatch)),
        ];

        Stage At(string name, BatchStage stage, long? number, long? earlier)
        {
            StageBacklog? waiting = backlog.GetValueOrDefault(stage);
            return new Stage(
                name, "newest batch", number, Count(waiting?.Batches ?? 0, "batch"), waiting?.Transactions ?? 0, Age(waiting?.Oldest), number is { } known ? Rate(known, earlier) : null);
        }

        TimeSpan? Age(DateTimeOffset? since) => since is { } start ? Later(now - start) : null;

        double? Rate(long latest, long? earlier) => earlier is { } start ? Math.Max(0, latest - start) / (now - before!.At).TotalMinutes : null;
    }

    private static TimeSpan Later(TimeSpan age) => age < TimeSpan.Zero ? TimeSpan.Zero : age;

    private static string Count(long number, string noun) => FormattableString.Invariant($"{number:N0} {noun}{(number == 1 ? "" : noun == "batch" ? "es" : "s")}");

    private async Task<ProvingLag> ReadLagAsync(
        DateTimeOffset now, IntakeState intake, SettlementStatus? settlement, IReadOnlyList<JobGroup> jobs, IReadOnlyDictionary<BatchStage, StageBacklog> backlog, CancellationToken cancellation)
    {
        IReadOnlyDictionary<ProofKind, JobCost> lately = await _board.ReadCostsAsync(SpeedPeriod, cancellation);
        IReadOnlyDictionary<ProofKind, JobCost> costs = await _board.ReadCostsAsync(CostPeriod, cancellation);
        double? speed = null;
        if (lately.Count > 0)
        {
            // Over the time in which there was something to do, so that a prover that has just come does not look slow.
            TimeSpan worked = now - lately.Values.Min(cost => cost.FirstStart);
            speed = lately.Values.Sum(cost => (double)cost.Cells) / Math.Clamp(worked.TotalSeconds, 1, SpeedPeriod.TotalSeconds);
        }

        long unproven = intake.SealedBatch - Math.Min(intake.SealedBatch, (long)(settlement?.ProvenBatch ?? 0));
        double? cells = EstimateCells(intake, settlement, jobs, costs);
        DateTimeOffset? oldest = backlog.GetValueOrDefault(BatchStage.Committed)?.Oldest ?? backlog.GetValueOrDefault(BatchStage.Sealed)?.Oldest;
        return new ProvingLag(
            unproven, cells, speed ?? 0, cells is { } left && speed is > 0 ? TimeSpan.FromSeconds(Math.Min(left / speed.Value, TimeSpan.FromDays(999).TotalSeconds)) : null, unproven > 0 && oldest is { } since ? Later(now - since) : null);
    }

    /// <summary>What the jobs that are left will cost if they cost what their kind did lately, and batches that are not cut into jobs what a batch did.</summary>
    private static double? EstimateCells(IntakeState intake, SettlementStatus? settlement, IReadOnlyList<JobGroup> jobs, IReadOnlyDictionary<ProofKind, JobCost> costs)
    {
        double cells = 0;
        foreach (JobGroup group in jobs.Where(group => group.Status != ProofStatus.Done))
        {
            if (costs.TryGetValue(group.Kind, out JobCost? cost))
                cells += group.Count * ((double)cost.Cells / cost.Count);
            else if (group.Kind != ProofKind.Plan)
                return null;
        }

        long uncut = intake.SealedBatch - (long)(settlement?.FinalizedBatch ?? 0) - jobs.Where(group => group.Kind == ProofKind.Close).Sum(group => group.Count);
        if (uncut <= 0)
            return cells;
        return costs.TryGetValue(ProofKind.Close, out JobCost? closed)
            ? cells + (uncut * (costs.Where(cost => cost.Key <= ProofKind.Close).Sum(cost => (double)cost.Value.Cells) / closed.Count))
            : null;
    }
}
