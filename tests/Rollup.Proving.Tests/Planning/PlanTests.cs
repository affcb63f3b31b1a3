using FsCheck;
using FsCheck.Fluent;
using Rollup.Kernel.Primitives;
using Rollup.Machine.Events;
using Rollup.Proving.Planning;
using Rollup.Proving.Provers;
using Rollup.Storage.Proofs;

namespace Rollup.Proving.Tests.Planning;

public class PlanTests
{
    private const long PlanId = 1_000_000;
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Every_segment_reaches_the_close_once_and_in_order() => Prop.ForAll(Gen.Choose(1, 70).ToArbitrary(), count =>
    {
        IReadOnlyList<PlannedJob> jobs = BatchPlan.Cut(Range(7, 7), PlanId, Segments(count));
        jobs[^1].Kind.ShouldBe(ProofKind.Close);
        Leaves(jobs, jobs[^1].Inputs[1], ProofKind.Segment).ShouldBe(Enumerable.Range(0, count));
        jobs.Count(job => job.Kind == ProofKind.Join).ShouldBe(count - 1);
        jobs.Where(job => job.Kind is ProofKind.Segment or ProofKind.Close).ShouldAllBe(job => job.Inputs[0].Existing == PlanId);
        RequirePlacesAndOrder(jobs);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_batch_reaches_the_final_proof_once_and_in_order() => Prop.ForAll(Gen.Choose(1, 70).ToArbitrary(), Gen.Choose(1, 1000).ToArbitrary(), (count, first) =>
    {
        ProofJob[] closes = [.. Enumerable.Range(0, count).Select(i => Close((ulong)(first + i), ProofStatus.Done))];
        IReadOnlyList<PlannedJob> jobs = RangePlan.Of(closes);
        jobs[^1].Kind.ShouldBe(ProofKind.Final);
        jobs[^1].Range.ShouldBe(Range((ulong)first, (ulong)(first + count - 1)));
        jobs[^2].Kind.ShouldBe(ProofKind.Shrink);
        Existing(jobs, jobs[^1].Inputs[0]).ShouldBe(closes.Select(close => close.Id));
        jobs.Where(job => job.Kind == ProofKind.Chain).ShouldAllBe(job => job.Range.From < job.Range.To);
        RequirePlacesAndOrder(jobs);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_final_proof_takes_consecutive_closed_batches_from_the_next_one_on() => Prop.ForAll(
        Gen.ListOf(Gen.Choose(1, 12)).ToArbitrary(), Gen.Choose(1, 5).ToArbitrary(), Gen.Choose(1, 12).ToArbitrary(), (batches, max, next) =>
    {
        HashSet<ulong> closed = [.. batches.Select(batch => (ulong)batch)];
        ProofJob[] closes = [.. closed.Order().Where(batch => batch >= (ulong)next).Select(batch => Close(batch, ProofStatus.Done))];
        ulong[] chosen = [.. new RangePolicy(max, TimeSpan.Zero).Choose((ulong)next, closes, Now).Select(close => close.Range.From)];
        ulong[] expected = [.. Enumerable.Range(next, max).Select(batch => (ulong)batch).TakeWhile(closed.Contains)];
        chosen.ShouldBe(expected);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_closed_batch_waits_for_others_no_longer_than_allowed()
    {
        RangePolicy policy = new(3, TimeSpan.FromMinutes(10));
        ProofJob[] two = [Close(1, ProofStatus.Done), Close(2, ProofStatus.Done)];
        policy.Choose(1, two, Now + TimeSpan.FromMinutes(9)).ShouldBeEmpty();
        policy.Choose(1, two, Now + TimeSpan.FromMinutes(10)).Count.ShouldBe(2);
        policy.Choose(1, [.. two, Close(3, ProofStatus.Done)], Now).Count.ShouldBe(3);
        policy.Choose(1, [Close(1, ProofStatus.Leased), .. two.Skip(1)], Now + TimeSpan.FromDays(1)).ShouldBeEmpty();
    }

    [Fact]
    public void The_next_batch_follows_the_final_proofs_that_join_on_to_what_is_proven()
    {
        ProofJob[] finals = [Final(3, 4), Final(5, 9), Final(11, 12)];
        RangePolicy.NextBatch(2, finals).ShouldBe(10UL);
        RangePolicy.NextBatch(0, finals).ShouldBe(1UL);
        RangePolicy.NextBatch(10, finals).ShouldBe(13UL);
    }

    [Fact]
    public void A_planned_run_reads_back_and_other_bytes_do_not()
    {
        PlannedRun run = new(
            new(2, default, new(new ulong[Machine.Segments.OutputOpening.WordCount], new Kernel.State.Digest[Machine.Segments.OutputOpening.SiblingCount])), Segments(2));
        byte[] bytes = run.Encode();
        PlannedRun.Decode(bytes)!.Segments.ShouldBe(run.Segments);
        PlannedRun.Decode(bytes)!.Encode().ShouldBe(bytes);
        for (int length = 0; length < bytes.Length; length++)
            PlannedRun.Decode(bytes.AsSpan(0, length)).ShouldBeNull();
        byte[] gap = (run with { Segments = [.. run.Segments.Select(segment => segment with { EndCycle = segment.EndCycle + 1 })] }).Encode();
        PlannedRun.Decode(gap).ShouldBeNull();
    }

    private static void RequirePlacesAndOrder(IReadOnlyList<PlannedJob> jobs)
    {
        jobs.Select(job => (job.Kind, job.Range, job.Level, job.Position)).Distinct().Count().ShouldBe(jobs.Count);
        for (int i = 0; i < jobs.Count; i++)
            jobs[i].Inputs.ShouldAllBe(input => input.Existing != null || input.Planned < i);
    }

    private static IEnumerable<int> Leaves(IReadOnlyList<PlannedJob> jobs, JobInput root, ProofKind kind)
    {
        PlannedJob job = jobs[root.Planned];
        return job.Kind == kind ? [job.Position] : job.Inputs.SelectMany(input => Leaves(jobs, input, kind));
    }

    private static IEnumerable<long> Existing(IReadOnlyList<PlannedJob> jobs, JobInput root) =>
        root.Existing is { } id ? [id] : jobs[root.Planned].Inputs.SelectMany(input => Existing(jobs, input));

    private static SegmentBoundary[] Segments(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new SegmentBoundary(100 * i, 100 * (i + 1), new SegmentStatement(4, default, 8, default)))];

    private static ProofRange Range(ulong from, ulong to) => new(from, to, Hash256.FromU256(to));

    private static ProofJob Final(ulong from, ulong to) => Close(from, ProofStatus.Planned) with { Kind = ProofKind.Final, Range = Range(from, to) };

    private static ProofJob Close(ulong batch, ProofStatus status) => new()
    {
        Id = (long)batch,
        Kind = ProofKind.Close,
        Status = status,
        ProgramKey = default,
        Range = Range(batch, batch),
        Level = 1,
        Position = 0,
        StartCycle = 0,
        EndCycle = 0,
        Inputs = [],
        Attempts = 1,
        Losses = 0,
        FailedOn = [],
        Error = null,
        Worker = null,
        Stage = "",
        Progress = 1,
        ProgressAt = null,
        Cells = 0,
        CreatedAt = Now,
        StartedAt = Now,
        FinishedAt = Now,
        ResultBytes = 0,
    };
}
