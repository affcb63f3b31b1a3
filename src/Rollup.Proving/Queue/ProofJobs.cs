using Hangfire;
using Rollup.Proving.Work;
using Rollup.Storage.Proofs;

namespace Rollup.Proving.Queue;

/// <summary>The jobs that Hangfire carries; there are no others. Their only argument is an id, because the truth is in our table.</summary>
public sealed class ProofJobs(ProofWorker worker, ProofPlans plans, ProofDispatcher dispatcher)
{
    /// <summary>The queue of proofs.</summary>
    public const string ProofQueue = "proofs";

    /// <summary>The queue of the sweep, which must not wait for a proof to end.</summary>
    public const string SweepQueue = "sweep";

    /// <summary>Works on a proof job. Our table counts attempts, so Hangfire must not repeat it.</summary>
    /// <exception cref="ProofJobException">It failed; the reason is with the job, and this shows it in Hangfire's dashboard too.</exception>
    [Queue(ProofQueue)]
    [AutomaticRetry(Attempts = 0)]
    public async Task ProveAsync(long job, CancellationToken cancellation)
    {
        WorkResult result = await worker.RunAsync(job, cancellation);
        if (result is WorkResult.Failed or WorkResult.InputRejected or WorkResult.LeaseLost)
            throw new ProofJobException($"Proof job {job}: {result}");
    }

    /// <summary>Takes jobs back from workers that are gone and hands over what the queue lost: needed while no planner runs.</summary>
    [Queue(SweepQueue)]
    [AutomaticRetry(Attempts = 0)]
    public async Task SweepAsync(CancellationToken cancellation)
    {
        _ = await plans.ReturnOrphansAsync(cancellation);
        await dispatcher.DispatchAsync(cancellation);
    }
}

/// <summary>A proof job was not done by this attempt.</summary>
public sealed class ProofJobException(string message) : Exception(message);
