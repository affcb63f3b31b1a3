using Rollup.Storage.Proofs;

namespace Rollup.Proving.Work;

/// <summary>Carries ids of ready jobs to workers. It may lose them or deliver them twice: leases decide who works.</summary>
public interface IProofQueue
{
    /// <summary>Hands a job over.</summary>
    void Enqueue(long job);
}

/// <summary>Keeps the queue as full as the workers can use, with the most urgent jobs.</summary>
public sealed class ProofDispatcher(ProofPlans plans, IProofQueue queue, TimeSpan patience)
{
    /// <summary>Hands over what the queue should hold now. A job that is marked but not enqueued, because the process ends in between, is handed over again later.</summary>
    public async Task DispatchAsync(CancellationToken cancellation)
    {
        foreach (long job in await plans.TakeForQueueAsync(patience, cancellation))
            queue.Enqueue(job);
    }
}
