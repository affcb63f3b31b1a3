using Rollup.Kernel.Primitives;
using Rollup.Machine.Segments;
using Rollup.Proving.Provers;
using Rollup.Proving.Work;
using Rollup.Storage.Proofs;

namespace Rollup.Proving.Tests.Work;

public class ProofWorkerTests
{
    [Fact]
    public async Task Sealed_batches_become_final_proofs()
    {
        await using ProvingFixture proving = await ProvingFixture.CreateAsync(QuickProver.Key);
        for (ulong batch = 1; batch <= 6; batch++)
            await proving.SealAsync(batch, Hash256.FromU256(batch), new byte[] { (byte)batch });
        IReadOnlyList<WorkResult> results = await proving.WorkAsync(proving.CreateWorker(new QuickProver()));
        results.ShouldAllBe(result => result == WorkResult.Done);
        IReadOnlyList<ProofJob> finals = await proving.Jobs.ListAsync(ProofKind.Final, QuickProver.Key.Bytes, 1, default);
        finals.ShouldAllBe(final => final.Status == ProofStatus.Done);
        finals[0].Range.From.ShouldBe(1UL);
        finals.Zip(finals.Skip(1)).ShouldAllBe(pair => pair.Second.Range.From == pair.First.Range.To + 1);
        finals[^1].Range.To.ShouldBe(6UL);
    }

    [Fact]
    public async Task A_worker_whose_lease_is_over_stops_and_changes_nothing()
    {
        await using ProvingFixture proving = await ProvingFixture.CreateAsync(QuickProver.Key);
        await proving.SealAsync(1, Hash256.FromU256(1), new byte[] { 1 });
        using SlowProver slow = new();
        ProofWorker worker = proving.CreateWorker(slow);
        await proving.Planner.StepAsync(default);
        Task<WorkResult> running = worker.RunAsync(1, default);
        slow.Started.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
        // The batch is reverted while it is proven.
        (await proving.Plans.SupersedeAsync(new byte[32], 0, 0, default)).ShouldBe(1);
        (await running).ShouldBe(WorkResult.LeaseLost);
        slow.WasCancelled.ShouldBeTrue();
        (await proving.Jobs.GetAsync(1, default))!.Status.ShouldBe(ProofStatus.Superseded);
    }

    [Fact]
    public async Task A_worker_that_stops_gives_its_job_back_at_once()
    {
        await using ProvingFixture proving = await ProvingFixture.CreateAsync(QuickProver.Key);
        await proving.SealAsync(1, Hash256.FromU256(1), new byte[] { 1 });
        using SlowProver slow = new();
        using CancellationTokenSource stop = new();
        await proving.Planner.StepAsync(default);
        Task<WorkResult> running = proving.CreateWorker(slow).RunAsync(1, stop.Token);
        slow.Started.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        (await proving.Jobs.GetAsync(1, default))!.ShouldSatisfyAllConditions(
            job => job.Status.ShouldBe(ProofStatus.Ready), job => job.Attempts.ShouldBe(0), job => job.FailedOn.ShouldBeEmpty());
    }

    [Fact]
    public async Task A_job_is_kept_beyond_its_lease_as_long_as_it_is_worked_on()
    {
        await using ProvingFixture proving = await ProvingFixture.CreateAsync(QuickProver.Key);
        await proving.SealAsync(1, Hash256.FromU256(1), new byte[] { 1 });
        using SlowProver slow = new();
        await proving.Planner.StepAsync(default);
        Task<WorkResult> running = proving.CreateWorker(slow, leaseMilliseconds: 1_500).RunAsync(1, default);
        slow.Started.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
        await Task.Delay(3_000);
        (await proving.Plans.ReturnOrphansAsync(default)).ShouldBe(0);
        slow.Finish();
        (await running).ShouldBe(WorkResult.Done);
    }

    [Fact]
    public async Task An_exception_of_the_prover_is_a_failure_of_the_job_alone()
    {
        await using ProvingFixture proving = await ProvingFixture.CreateAsync(QuickProver.Key);
        await proving.SealAsync(1, Hash256.FromU256(1), new byte[] { QuickProver.Poison });
        await proving.SealAsync(2, Hash256.FromU256(2), new byte[] { 2 });
        IReadOnlyList<WorkResult> results = await proving.WorkAsync(proving.CreateWorker(new QuickProver()));
        results.Count(result => result == WorkResult.Failed).ShouldBe(ProofLeases.MaxFailures);
        IReadOnlyList<ProofJob> jobs = await proving.Jobs.ListAsync([ProofStatus.Failed], 10, default);
        jobs.ShouldHaveSingleItem().Error.ShouldBe("InvalidDataException: poison");
        (await proving.Jobs.ListAsync(ProofKind.Close, QuickProver.Key.Bytes, 2, default)).ShouldHaveSingleItem().Status.ShouldBe(ProofStatus.Done);
    }

    [Fact]
    public async Task A_corrupt_proof_in_the_database_is_made_again()
    {
        await using ProvingFixture proving = await ProvingFixture.CreateAsync(QuickProver.Key);
        await proving.SealAsync(1, Hash256.FromU256(1), new byte[] { 1 });
        QuickProver corrupting = new() { Corrupts = ProofKind.Lift };
        IReadOnlyList<WorkResult> results = await proving.WorkAsync(proving.CreateWorker(corrupting));
        results.Count(result => result == WorkResult.InputRejected).ShouldBe(1);
        (await proving.Jobs.ListAsync(ProofKind.Final, QuickProver.Key.Bytes, 1, default)).ShouldHaveSingleItem().Status.ShouldBe(ProofStatus.Done);
    }

    [Fact]
    public async Task A_corrupt_plan_in_the_database_is_made_again()
    {
        await using ProvingFixture proving = await ProvingFixture.CreateAsync(QuickProver.Key);
        await proving.SealAsync(1, Hash256.FromU256(1), new byte[] { 1 });
        _ = await proving.WorkAsync(proving.CreateWorker(new QuickProver { Corrupts = ProofKind.Plan }));
        (await proving.Jobs.ListAsync(ProofKind.Plan, QuickProver.Key.Bytes, 1, default)).ShouldHaveSingleItem().FailedOn.ShouldBe(["worker"]);
        (await proving.Jobs.ListAsync(ProofKind.Final, QuickProver.Key.Bytes, 1, default)).ShouldHaveSingleItem().Status.ShouldBe(ProofStatus.Done);
    }

    /// <summary>Makes results at once: of a plan three segments, of all else the kind and the range.</summary>
    internal class QuickProver : IProver
    {
        public const byte Poison = 66;
        private bool _hasCorrupted;

        public static ProgramKeyBytes Key { get; } = new(new byte[] { 1, 2, 3, 4 });

        public ProgramKeyBytes Program => Key;

        /// <summary>The first result of this kind is not what its parent expects.</summary>
        public ProofKind? Corrupts { get; init; }

        public virtual ProofOutcome Prove(ProofTask task, ProverRun run)
        {
            bool corrupt = task.Job.Kind == Corrupts && !_hasCorrupted;
            _hasCorrupted |= corrupt;
            if (task.Job.Kind == ProofKind.Plan && !corrupt)
            {
                if (task.Witness.Span[0] == Poison)
                    throw new InvalidDataException("poison");
                SegmentBoundary[] segments = [.. Enumerable.Range(0, 3).Select(i => new SegmentBoundary(10 * i, 10 * (i + 1), new(4, default, 8, default)))];
                OutputOpening output = new(new ulong[OutputOpening.WordCount], new Kernel.State.Digest[OutputOpening.SiblingCount]);
                return new ProofOutcome.Made(new PlannedRun(new(3, default, output), segments).Encode(), 0);
            }

            for (int i = 0; i < task.Inputs.Count; i++)
            {
                if (task.Inputs[i].Span[0] == 0xff)
                    return new ProofOutcome.InvalidInput(i, "corrupt");
            }

            return new ProofOutcome.Made(new[] { corrupt ? (byte)0xff : (byte)task.Job.Kind }, 1);
        }
    }

    /// <summary>Works until it is told to finish, or cancelled.</summary>
    private sealed class SlowProver : QuickProver, IDisposable
    {
        private readonly ManualResetEventSlim _finish = new();

        public ManualResetEventSlim Started { get; } = new();

        public bool WasCancelled { get; private set; }

        public void Finish() => _finish.Set();

        public override ProofOutcome Prove(ProofTask task, ProverRun run)
        {
            Started.Set();
            try
            {
                _finish.Wait(run.Cancellation);
            }
            catch (OperationCanceledException)
            {
                WasCancelled = true;
                throw;
            }

            return base.Prove(task, run);
        }

        public void Dispose()
        {
            _finish.Dispose();
            Started.Dispose();
        }
    }
}
