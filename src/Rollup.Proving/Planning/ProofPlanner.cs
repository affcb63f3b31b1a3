using Microsoft.Extensions.Logging;
using Rollup.Proving.Provers;
using Rollup.Proving.Work;
using Rollup.Storage;
using Rollup.Storage.L1;
using Rollup.Storage.Proofs;

namespace Rollup.Proving.Planning;

/// <summary>
/// Decides what is proven. One step, in this order: end what nobody needs; take jobs back from workers that are gone; plan sealed batches; cut finished plans into segments, lifts, joins and close;
/// let closed batches share a final proof; hand the most urgent jobs to the queue; delete old proofs. A step reads all it needs from the database and changes nothing that is right already, so it may stop
/// anywhere, run twice, or run in two processes at once.
/// </summary>
public sealed partial class ProofPlanner(
    ProofPlans plans, ProofJobReader jobs, SettlementStore settlement, ProofDispatcher dispatcher, Func<ProgramKeyBytes?> programOnL1, PlanningOptions options, TimeProvider time, ILogger<ProofPlanner> logger)
{
    private readonly RangePolicy _policy = new(options.MaxBatchesPerProof, options.MaxWait);

    /// <summary>Steps until cancelled, through outages of the database.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await StepAsync(cancellation);
            }
            catch (Exception e) when (DatabaseFailure.Is(e))
            {
                LogStepFailed(e.Message);
            }

            await Task.Delay(options.Interval, time, cancellation);
        }
    }

    /// <summary>One step; nothing, while L1 has no verifier for this version's batches.</summary>
    public async Task StepAsync(CancellationToken cancellation)
    {
        if (programOnL1() is not { } program)
            return;
        SettlementStatus? status = await settlement.ReadStatusAsync(cancellation);
        (ulong proven, ulong finalized) = (status?.ProvenBatch ?? 0, status?.FinalizedBatch ?? 0);
        if (await plans.SupersedeAsync(program.Bytes, proven, finalized, cancellation) is > 0 and int superseded)
            LogSuperseded(superseded);
        if (await plans.ReturnOrphansAsync(cancellation) is > 0 and int orphans)
            LogOrphans(orphans);
        ulong next = RangePolicy.NextBatch(proven, await jobs.ListAsync(ProofKind.Final, program.Bytes, proven + 1, cancellation));
        await PlanBatchesAsync(program, proven, next, cancellation);
        await CutPlansAsync(program, proven, cancellation);
        await ShareFinalProofsAsync(program, next, cancellation);
        await dispatcher.DispatchAsync(cancellation);
        _ = await plans.PruneAsync(finalized, options.KeepProofs, cancellation);
    }

    private async Task PlanBatchesAsync(ProgramKeyBytes program, ulong proven, ulong next, CancellationToken cancellation)
    {
        foreach (ProofRange batch in await plans.FindUnplannedAsync(program.Bytes, proven, options.MaxBatchesAhead, cancellation))
        {
            if (batch.From < next + (ulong)options.MaxBatchesAhead && await plans.AddAsync(program.Bytes, [BatchPlan.PlanOf(batch)], cancellation) > 0)
                LogPlanned(batch.From);
        }
    }

    private async Task CutPlansAsync(ProgramKeyBytes program, ulong proven, CancellationToken cancellation)
    {
        foreach ((long plan, ProofRange batch) in await plans.FindUncutAsync(program.Bytes, proven, cancellation))
        {
            if (await jobs.GetResultAsync(plan, cancellation) is not { } result)
                continue;
            if (PlannedRun.Decode(result.Span) is { } run)
                _ = await plans.AddAsync(program.Bytes, BatchPlan.Cut(batch, plan, run.Segments), cancellation);
            else if (await plans.RejectResultAsync(plan, "the stored bytes are no plan", cancellation))
                LogCorrupt(plan, batch.From);
        }
    }

    private async Task ShareFinalProofsAsync(ProgramKeyBytes program, ulong next, CancellationToken cancellation)
    {
        IReadOnlyList<ProofJob> closes = await jobs.ListAsync(ProofKind.Close, program.Bytes, next, cancellation);
        IReadOnlyList<ProofJob> chosen = _policy.Choose(next, closes, time.GetUtcNow());
        if (chosen.Count > 0 && await plans.AddAsync(program.Bytes, RangePlan.Of(chosen), cancellation) > 0)
            LogFinalPlanned(chosen[0].Range.From, chosen[^1].Range.To);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Batch {Batch} is to be proven")]
    private partial void LogPlanned(ulong batch);

    [LoggerMessage(Level = LogLevel.Information, Message = "Batches {From} to {To} share a final proof")]
    private partial void LogFinalPlanned(ulong from, ulong to);

    [LoggerMessage(Level = LogLevel.Error, Message = "The stored plan {Plan} of batch {Batch} is not valid and is made again")]
    private partial void LogCorrupt(long plan, ulong batch);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} proof jobs are not needed any more")]
    private partial void LogSuperseded(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} proof jobs were taken back from workers that went silent")]
    private partial void LogOrphans(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Planning proofs waits: {Reason}")]
    private partial void LogStepFailed(string reason);
}
