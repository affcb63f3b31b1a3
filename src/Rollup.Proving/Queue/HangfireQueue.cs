using Hangfire;
using Rollup.Proving.Work;

namespace Rollup.Proving.Queue;

/// <summary>Hands jobs to Hangfire.</summary>
public sealed class HangfireQueue(JobStorage storage) : IProofQueue
{
    private readonly BackgroundJobClient _client = new(storage);

    /// <inheritdoc/>
    public void Enqueue(long job) => _client.Enqueue<ProofJobs>(jobs => jobs.ProveAsync(job, CancellationToken.None));
}
