using Rollup.Storage.Batches;
using Rollup.Storage.Lease;
using Rollup.Storage.Proofs;

namespace Rollup.Storage.Tests.Proofs;

public class ProofJobTests
{
    private static readonly ReadOnlyMemory<byte> Key = new byte[] { 1, 2, 3 };
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_job_is_ready_once_all_its_inputs_are_done()
    {
        await using LedgerFixture ledger = await CreateAsync(batches: 1);
        (ProofPlans plans, ProofLeases leases, ProofJobReader jobs) = Stores(ledger);
        await plans.AddAsync(Key, Join(Batch(1)), default);
        (await StatusesAsync(jobs)).ShouldBe([ProofStatus.Ready, ProofStatus.Ready, ProofStatus.Planned]);

        await CompleteAsync(leases, 1);
        (await StatusesAsync(jobs)).ShouldBe([ProofStatus.Done, ProofStatus.Ready, ProofStatus.Planned]);
        await CompleteAsync(leases, 2);
        (await StatusesAsync(jobs)).ShouldBe([ProofStatus.Done, ProofStatus.Done, ProofStatus.Ready]);
    }

    [Fact]
    public async Task Siblings_that_complete_at_the_same_time_free_their_parent()
    {
        await using LedgerFixture ledger = await CreateAsync(batches: 20);
        (ProofPlans plans, ProofLeases leases, ProofJobReader jobs) = Stores(ledger);
        for (ulong batch = 1; batch <= 20; batch++)
        {
            await plans.AddAsync(Key, Join(Batch(batch)), default);
            long first = (3 * ((long)batch - 1)) + 1;
            await Task.WhenAll(CompleteAsync(leases, first), CompleteAsync(leases, first + 1));
            (await jobs.GetAsync(first + 2, default))!.Status.ShouldBe(ProofStatus.Ready);
        }
    }

    [Fact]
    public async Task Planning_the_same_jobs_again_adds_nothing()
    {
        await using LedgerFixture ledger = await CreateAsync(batches: 1);
        (ProofPlans plans, _, ProofJobReader jobs) = Stores(ledger);
        (await plans.AddAsync(Key, Join(Batch(1)), default)).ShouldBe(3);
        (await plans.AddAsync(Key, Join(Batch(1)), default)).ShouldBe(0);
        (await jobs.ListAsync(0, 9, default)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task One_of_many_workers_gets_a_job()
    {
        await using LedgerFixture ledger = await CreateAsync(batches: 1);
        (ProofPlans plans, ProofLeases leases, _) = Stores(ledger);
        await plans.AddAsync(Key, [Plan(1)], default);
        ProofLease?[] taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => leases.TryTakeAsync(1, $"worker {i}", Key, Minute, default)));
        taken.Count(lease => lease is not null).ShouldBe(1);
    }

    [Fact]
    public async Task A_worker_of_another_program_gets_nothing()
    {
        await using LedgerFixture ledger = await CreateAsync(batches: 1);
        (ProofPlans plans, ProofLeases leases, _) = Stores(ledger);
        await plans.AddAsync(Key, [Plan(1)], default);
        (await leases.TryTakeAsync(1, "old", new byte[] { 9 }, Minute, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_late_word_from_an_old_lease_changes_nothing()
    {
        await using LedgerFixture ledger = await CreateAsync(batches: 1);
        (ProofPlans plans, ProofLeases leases, ProofJobReader jobs) = Stores(ledger);
        await plans.AddAsync(Key, [Plan(1)], default);
        ProofLease old = (await leases.TryTakeAsync(1, "slow", Key, TimeSpan.Zero, default))!;
        (await plans.ReturnOrphansAsync(default)).ShouldBe(1);
        ProofLease current = (await leases.TryTakeAsync(1, "quick", Key, Minute, default))!;

        (await leases.RenewAsync(old, Minute, "late", 0.9, default)).ShouldBeFalse();
        (await leases.FailAsync(old, "late", default)).ShouldBeFalse();
        (await leases.ReturnAsync(old, default)).ShouldBeFalse();
        (await leases.CompleteAsync(old, new byte[] { 66 }, 1, default)).ShouldBeFalse();
        (await leases.CompleteAsync(current, new byte[] { 77 }, 2, default)).ShouldBeTrue();
        (await leases.CompleteAsync(current, new byte[] { 78 }, 2, default)).ShouldBeFalse();
        (await jobs.GetResultAsync(1, default))!.Value.ToArray().ShouldBe([77]);
        (await jobs.GetAsync(1, default))!.ShouldSatisfyAllConditions(job => job.Losses.ShouldBe(1), job => job.Attempts.ShouldBe(2), job => job.Cells.ShouldBe(2));
    }

    [Fact]
    public async Task A_lease_that_is_renewed_is_not_taken_back()
    {
        await using LedgerFixture ledger = await CreateAsync(batches: 1);
        (ProofPlans plans, ProofLeases leases, ProofJobReader jobs) = Stores(ledger);
        await plans.AddAsync(Key, [Plan(1)], default);
        ProofLease lease = (await leases.TryTakeAsync(1, "worker", Key, TimeSpan.Zero, default))!;
        (await leases.RenewAsync(lease, Minute, "commit", 0.5, default)).ShouldBeTrue();
        (await plans.ReturnOrphansAsync(default)).ShouldBe(0);
        (await jobs.GetAsync(1, default))!.ShouldSatisfyAllConditions(job => job.Stage.ShouldBe("commit"), job => job.Progress.ShouldBe(0.5f));
    }

    [Fact]
    public async Task A_job_that_failed_three_times_stops_with_its_reason_and_goes_on_when_an_operator_says_so()
    {
        await using LedgerFixture ledger = await CreateAsync(batches: 1);
        (ProofPlans plans, ProofLeases leases, ProofJobReader jobs) = Stores(ledger);
        await plans.AddAsync(Key, [Plan(1)], default);
        foreach (string worker in new[] { "a", "b", "c" })
            (await leases.FailAsync((await leases.TryTakeAsync(1, worker, Key, Minute, default))!, $"no luck on {worker}", default)).ShouldBeTrue();
        ProofJob job = (await jobs.GetAsync(1, default))!;
        (job.Status, job.Error).ShouldBe((ProofStatus.Failed, "no luck on c"));
        job.FailedOn.ShouldBe(["a", "b", "c"]);
        (await leases.TryTakeAsync(1, "d", Key, Minute, default)).ShouldBeNull();

        (await plans.RetryAsync(1, default)).ShouldBeTrue();
        (await leases.TryTakeAsync(1, "a", Key, Minute, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_worker_that_failed_a_job_leaves_it_to_others_while_there_are_any()
    {
        await using LedgerFixture ledger = await CreateAsync(batches: 1);
        (ProofPlans plans, ProofLeases leases, _) = Stores(ledger);
        await plans.AddAsync(Key, [Plan(1)], default);
        await leases.AnnounceAsync("a", Key, 1, 1, default);
        await leases.FailAsync((await leases.TryTakeAsync(1, "a", Key, Minute, default))!, "no luck", default);
        await leases.AnnounceAsync("b", Key, 1, 1, default);
        (await leases.TryTakeAsync(1, "a", Key, Minute, default)).ShouldBeNull();
        await leases.FailAsync((await leases.TryTakeAsync(1, "b", Key, Minute, default))!, "no luck", default);
        (await leases.TryTakeAsync(1, "a", Key, Minute, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_rejected_input_is_made_again_before_the_job_that_found_it()
    {
        await using LedgerFixture ledger = await CreateAsync(batches: 1);
        (ProofPlans plans, ProofLeases leases, ProofJobReader jobs) = Stores(ledger);
        await plans.AddAsync(Key, Join(Batch(1)), default);
        await CompleteAsync(leases, 1);
        await CompleteAsync(leases, 2);
        ProofLease parent = (await leases.TryTakeAsync(3, "worker", Key, Minute, default))!;
        (await leases.RejectInputAsync(parent, 2, "corrupt", default)).ShouldBeTrue();
        (await StatusesAsync(jobs)).ShouldBe([ProofStatus.Done, ProofStatus.Ready, ProofStatus.Planned]);
        (await jobs.GetAsync(2, default))!.ShouldSatisfyAllConditions(job => job.Error.ShouldBe("corrupt"), job => job.ResultBytes.ShouldBe(0));
        await CompleteAsync(leases, 2);
        (await jobs.GetAsync(3, default))!.Status.ShouldBe(ProofStatus.Ready);
    }

    [Fact]
    public async Task Jobs_of_a_batch_that_was_sealed_anew_of_another_program_or_final_are_superseded()
    {
        await using LedgerFixture ledger = await CreateAsync(batches: 4);
        (ProofPlans plans, ProofLeases leases, ProofJobReader jobs) = Stores(ledger);
        await plans.AddAsync(Key, [Plan(1)], default);
        await plans.AddAsync(Key, [Plan(2)], default);
        await plans.AddAsync(new byte[] { 9 }, [Plan(2)], default);
        await plans.AddAsync(Key, [BatchPlan(3, LedgerFixture.Hash(1))], default);
        await plans.AddAsync(Key, [new PlannedJob(ProofKind.Final, new ProofRange(2, 4, Batch(4).ToHash), 0, 0, [])], default);
        await plans.AddAsync(Key, [new PlannedJob(ProofKind.Final, new ProofRange(3, 4, Batch(4).ToHash), 0, 0, [])], default);
        await CompleteAsync(leases, 4);
        (await plans.SupersedeAsync(Key, proven: 2, finalized: 1, default)).ShouldBe(4);
        (await StatusesAsync(jobs)).ShouldBe([ProofStatus.Superseded, ProofStatus.Ready, ProofStatus.Superseded, ProofStatus.Superseded, ProofStatus.Superseded, ProofStatus.Ready]);
    }

    [Fact]
    public async Task The_queue_gets_the_oldest_batch_first_and_of_it_what_is_nearest_to_the_end()
    {
        await using LedgerFixture ledger = await CreateAsync(batches: 3);
        (ProofPlans plans, ProofLeases leases, _) = Stores(ledger);
        await plans.AddAsync(Key, [Plan(2)], default);
        await plans.AddAsync(Key, [Plan(1)], default);
        await plans.AddAsync(Key, [new PlannedJob(ProofKind.Lift, Batch(1), 0, 0, [])], default);
        (await plans.TakeForQueueAsync(Minute, default)).ShouldBe([3]);
        (await plans.TakeForQueueAsync(Minute, default)).ShouldBeEmpty();
        await leases.AnnounceAsync("worker", Key, 1, 1, default);
        (await plans.TakeForQueueAsync(Minute, default)).ShouldBe([2]);
        (await plans.TakeForQueueAsync(TimeSpan.Zero, default)).Order().ShouldBe([2, 3]);
    }

    [Fact]
    public async Task Unplanned_batches_are_those_without_a_live_plan_for_the_program()
    {
        await using LedgerFixture ledger = await CreateAsync(batches: 3);
        (ProofPlans plans, _, _) = Stores(ledger);
        await plans.AddAsync(Key, [Plan(2)], default);
        (await plans.FindUnplannedAsync(Key, 0, 9, default)).Select(range => range.From).ShouldBe([1UL, 3UL]);
        (await plans.FindUnplannedAsync(new byte[] { 9 }, 1, 9, default)).Select(range => range.From).ShouldBe([2UL, 3UL]);
    }

    [Fact]
    public async Task Proofs_are_deleted_once_their_batches_have_been_final_for_long_enough()
    {
        await using LedgerFixture ledger = await CreateAsync(batches: 2);
        (ProofPlans plans, ProofLeases leases, ProofJobReader jobs) = Stores(ledger);
        await plans.AddAsync(Key, [Plan(1)], default);
        await plans.AddAsync(Key, [Plan(2)], default);
        await CompleteAsync(leases, 1);
        await CompleteAsync(leases, 2);
        (await plans.PruneAsync(1, Minute, default)).ShouldBe(0);
        (await plans.PruneAsync(1, TimeSpan.Zero, default)).ShouldBe(1);
        (await jobs.GetResultAsync(1, default)).ShouldBeNull();
        (await jobs.GetResultAsync(2, default)).ShouldNotBeNull();
    }

    private static async Task<LedgerFixture> CreateAsync(ulong batches)
    {
        LedgerFixture ledger = await LedgerFixture.CreateAsync();
        await using FencedTransaction transaction = await ledger.Lease.BeginTransactionAsync(default);
        for (ulong number = 1; number <= batches; number++)
            await BatchWriter.WriteAsync(transaction, LedgerFixture.Batch(number, number, number), default, default, default);
        await transaction.CommitAsync(default);
        return ledger;
    }

    private static (ProofPlans, ProofLeases, ProofJobReader) Stores(LedgerFixture ledger) => (new(ledger.Database), new(ledger.Database), new(ledger.Database));

    private static ProofRange Batch(ulong number) => new(number, number, LedgerFixture.Batch(number, number, number).Hash);

    private static PlannedJob Plan(ulong batch) => new(ProofKind.Plan, Batch(batch), 0, 0, []);

    private static PlannedJob BatchPlan(ulong batch, Kernel.Primitives.Hash256 hash) => new(ProofKind.Plan, new ProofRange(batch, batch, hash), 0, 0, []);

    private static PlannedJob[] Join(ProofRange range) =>
    [
        new(ProofKind.Lift, range, 0, 0, []), new(ProofKind.Lift, range, 0, 1, []), new(ProofKind.Join, range, 1, 0, [JobInput.At(0), JobInput.At(1)]),
    ];

    private static async Task CompleteAsync(ProofLeases leases, long job)
    {
        ProofLease lease = (await leases.TryTakeAsync(job, "worker", Key, Minute, default))!;
        (await leases.CompleteAsync(lease, new byte[] { 1 }, 1, default)).ShouldBeTrue();
    }

    private static async Task<IEnumerable<ProofStatus>> StatusesAsync(ProofJobReader jobs)
    {
        List<ProofStatus> statuses = [];
        for (long id = 1; await jobs.GetAsync(id, default) is { } job; id++)
            statuses.Add(job.Status);
        return statuses;
    }
}
