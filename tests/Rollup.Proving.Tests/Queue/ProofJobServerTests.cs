using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;
using Rollup.Kernel.Primitives;
using Rollup.Proving.Queue;
using Rollup.Proving.Tests.Work;
using Rollup.Proving.Work;
using Rollup.Storage.Proofs;

namespace Rollup.Proving.Tests.Queue;

public class ProofJobServerTests
{
    [Fact]
    public async Task The_server_does_proof_jobs_and_refuses_jobs_of_any_other_type()
    {
        await using ProvingFixture proving = await ProvingFixture.CreateAsync(ProofWorkerTests.QuickProver.Key);
        JobStorage storage = JobStorageFactory.Create(proving.Database);
        string stranger = new BackgroundJobClient(storage).Create(Job.FromExpression(() => Stranger.Come()), new EnqueuedState(ProofJobs.ProofQueue));
        await proving.SealAsync(1, Hash256.FromU256(1), new byte[] { 1 });
        await proving.Planner.StepAsync(default);
        new HangfireQueue(storage).Enqueue(1);
        using CancellationTokenSource stop = new();
        ProofWorker worker = proving.CreateWorker(new ProofWorkerTests.QuickProver());
        Task serving = new ProofJobServer(storage, new ProofJobs(worker, proving.Plans, proving.Dispatcher), "test").RunAsync(stop.Token);

        using IStorageConnection connection = storage.GetConnection();
        for (int i = 0; i < 300 && !((await proving.Jobs.GetAsync(1, default))!.Status == ProofStatus.Done && IsJudged(connection.GetStateData(stranger))); i++)
            await Task.Delay(100);
        (await proving.Jobs.GetAsync(1, default))!.Status.ShouldBe(ProofStatus.Done);
        IsJudged(connection.GetStateData(stranger)).ShouldBeTrue();
        Stranger.Visits.ShouldBe(0);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(serving);

        // Hangfire plans another attempt of what failed.
        static bool IsJudged(StateData state) => state.Name == FailedState.StateName || state.Name == ScheduledState.StateName;
    }
}

/// <summary>A job that is none of ours. It is static, so that it needs no instance.</summary>
public static class Stranger
{
    public static int Visits { get; private set; }

    public static void Come() => Visits++;
}
