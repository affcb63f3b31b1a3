using Hangfire;
using Hangfire.Common;
using Hangfire.Server;

namespace Rollup.Proving.Queue;

/// <summary>
/// Runs proof jobs from Hangfire's queue, one at a time, and the sweep beside them. A job of any other type is refused, whoever enqueued it: what the database says must not choose the code that this process
/// runs.
/// </summary>
public sealed class ProofJobServer(JobStorage storage, ProofJobs jobs, string name)
{
    private const string SweepId = "sweep";
    private const string EveryMinute = "* * * * *";
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(25);

    /// <summary>Serves until cancelled; a job that is being worked on is given back.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        new RecurringJobManager(storage).AddOrUpdate<ProofJobs>(SweepId, ProofJobs.SweepQueue, target => target.SweepAsync(CancellationToken.None), EveryMinute, new RecurringJobOptions());
        using BackgroundJobServer proofs = new(CreateOptions(name, ProofJobs.ProofQueue), storage);
        using BackgroundJobServer sweeps = new(CreateOptions($"{name}-sweep", ProofJobs.SweepQueue), storage);
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        finally
        {
            proofs.SendStop();
            sweeps.SendStop();
        }
    }

    private BackgroundJobServerOptions CreateOptions(string serverName, string queue) => new()
    {
        ServerName = serverName,
        WorkerCount = 1,
        Queues = [queue],
        Activator = new OneTypeActivator(jobs),
        FilterProvider = new JobFilterCollectionWith(new OneTypeFilter()),
        ShutdownTimeout = StopTimeout,
        // How soon others notice that this process is gone.
        HeartbeatInterval = TimeSpan.FromSeconds(10),
        ServerTimeout = TimeSpan.FromMinutes(1),
        ServerCheckInterval = TimeSpan.FromSeconds(30),
    };

    private sealed class OneTypeActivator(ProofJobs jobs) : JobActivator
    {
        public override object ActivateJob(Type jobType) => jobType == typeof(ProofJobs) ? jobs : throw new InvalidOperationException($"{jobType} is no job of this server.");
    }

    /// <summary>Static methods need no instance, so the activator alone would let them through.</summary>
    private sealed class OneTypeFilter : IServerFilter
    {
        public void OnPerforming(PerformingContext context)
        {
            if (context.BackgroundJob.Job.Type != typeof(ProofJobs))
                throw new InvalidOperationException($"{context.BackgroundJob.Job.Type} is no job of this server.");
        }

        public void OnPerformed(PerformedContext context)
        {
            // Only what is about to run is judged.
        }
    }

    /// <summary>The attributes of the methods, the usual filters, and one more.</summary>
    private sealed class JobFilterCollectionWith(object filter) : IJobFilterProvider
    {
        public IEnumerable<JobFilter> GetFilters(Job job) => [.. JobFilterProviders.Providers.GetFilters(job), new JobFilter(filter, JobFilterScope.Global, null)];
    }
}
