using Rollup.Kernel.Primitives;
using Rollup.Node.Operations;
using Rollup.Node.Operator.Alarms;
using Rollup.Node.Operator.Figures;
using Rollup.Storage.L1;
using Rollup.Storage.Operations;
using Rollup.Storage.Proofs;

namespace Rollup.Node.Tests.Operator;

/// <summary>From when on something is an alarm.</summary>
public sealed class AlarmRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Deadline = TimeSpan.FromHours(24);
    private static readonly TimeSpan Fallback = TimeSpan.FromDays(7);
    private static readonly ReadOnlyMemory<byte> Program = new byte[] { 1, 2, 3 };

    [Fact]
    public void A_chain_on_which_all_is_well_has_none() => Judge(Calm()).ShouldBeEmpty();

    [Fact]
    public void Obstacles_and_concerns_of_the_process_are_alarms_the_severest_first() =>
        Judge(Calm() with { Readiness = new Readiness([new(Alarm.Halted, "halted: a")], [new(Alarm.ClockAhead, "clock: b"), new(Alarm.SettlementStuck, "settlement: c")]) })
            .ShouldBe([Alarm.Halted, Alarm.SettlementStuck, Alarm.ClockAhead]);

    [Fact]
    public void Jobs_that_wait_are_an_alarm_when_nobody_of_this_program_is_there()
    {
        JobGroup ready = new(ProofKind.Segment, ProofStatus.Ready, 5, 0, 0);
        Judge(Calm() with { Jobs = [ready] }).ShouldBe([Alarm.NoWorker]);
        Judge(Calm() with { Jobs = [ready], Workers = [Worker(Program)] }).ShouldBeEmpty();
        Judge(Calm() with { Jobs = [ready], Workers = [Worker(new byte[] { 9 })] }).ShouldBe([Alarm.NoWorker, Alarm.ForeignProgram]);
        Judge(Calm() with { Jobs = [ready with { Status = ProofStatus.Planned }] }).ShouldBeEmpty();
    }

    [Fact]
    public void A_job_that_was_given_up_is_an_alarm() =>
        Judge(Calm() with { Jobs = [new(ProofKind.Join, ProofStatus.Failed, 1, 0, 1)] }).ShouldBe([Alarm.ProofFailed]);

    [Fact]
    public void Lost_leases_count_until_the_job_is_done()
    {
        Judge(Calm() with { Jobs = [new(ProofKind.Join, ProofStatus.Planned, 9, 2, 2)] }).ShouldBeEmpty();
        Judge(Calm() with { Jobs = [new(ProofKind.Join, ProofStatus.Planned, 9, 3, 2)] }).ShouldBe([Alarm.LeasesLost]);
        Judge(Calm() with { Jobs = [new(ProofKind.Join, ProofStatus.Done, 9, 30, 2)] }).ShouldBeEmpty();
    }

    [Fact]
    public void A_job_without_progress_for_five_minutes_is_an_alarm()
    {
        Judge(Calm() with { Working = [Working(Now.AddMinutes(-4))] }).ShouldBeEmpty();
        Judge(Calm() with { Working = [Working(Now.AddMinutes(-6))] }).ShouldBe([Alarm.ProofStalled]);
    }

    [Fact]
    public void A_batch_that_waits_long_for_its_proof_is_an_alarm()
    {
        Judge(Calm() with { Lag = new ProvingLag(3, null, 0, null, TimeSpan.FromMinutes(59)) }).ShouldBeEmpty();
        Judge(Calm() with { Lag = new ProvingLag(3, null, 0, null, TimeSpan.FromMinutes(61)) }).ShouldBe([Alarm.ProvingBehind]);
    }

    [Fact]
    public void An_item_of_L1s_queue_is_an_alarm_from_half_of_the_deadline_on()
    {
        Judge(WithItem(Now.AddHours(-11))).ShouldBeEmpty();
        Judge(WithItem(Now.AddHours(-13))).ShouldBe([Alarm.ForcedItemLate]);
        Rules().Judge(WithItem(Now.AddHours(-25))).Single().Text.ShouldBe("item 7 of L1's queue has waited 1 d 1 h; the deadline is over since 1 h");

        static Overview WithItem(DateTimeOffset queuedAt) => Calm() with { OldestItem = new UntakenItem(7, queuedAt), ItemDeadline = queuedAt + Deadline };
    }

    [Fact]
    public void A_batch_without_a_proof_is_an_alarm_from_half_of_the_fallback_period_on()
    {
        Judge(Calm() with { OldestUnproven = Now.AddDays(-3) }).ShouldBeEmpty();
        Judge(Calm() with { OldestUnproven = Now.AddDays(-4) }).ShouldBe([Alarm.FallbackNear]);
    }

    [Fact]
    public void An_account_that_will_soon_be_empty_is_an_alarm_that_says_how_soon()
    {
        Overview poor = Calm() with { Balances = [new AccountBalance(Address.FromU256(5), 99_000_000_000_000_000m, Now)], WeiPerBatch = 10_000_000_000_000_000m };
        Rules().Judge(poor).Single().ShouldBe(new Reason(Alarm.BalanceLow, "0x0000000000000000000000000000000000000005 holds 0.099 ether on L1, enough for about 9 batches"));
        Judge(poor with { Balances = [new AccountBalance(Address.FromU256(5), 100_000_000_000_000_000m, Now)] }).ShouldBeEmpty();
    }

    [Fact]
    public void A_transaction_that_L1_does_not_mine_is_an_alarm()
    {
        Judge(Calm() with { InFlight = [new TransactionInFlight("commit:1", default, 1, Now.AddMinutes(-9), 2, 1)] }).ShouldBeEmpty();
        Judge(Calm() with { InFlight = [new TransactionInFlight("commit:1", default, 1, Now.AddMinutes(-11), 2, 1)] }).ShouldBe([Alarm.TransactionStuck]);
    }

    private static AlarmRules Rules() => new(new AlarmThresholds { ProvingLag = TimeSpan.FromHours(1), LowBalanceEther = 0.1m }, Deadline, Fallback, Program);

    private static Alarm[] Judge(Overview overview) => [.. Rules().Judge(overview).Select(reason => reason.Kind)];

    private static ProofWorkerRow Worker(ReadOnlyMemory<byte> program) => new("w", program, 1, 1, Now, Now);

    private static ProofJob Working(DateTimeOffset progressAt) => new()
    {
        Id = 1, Kind = ProofKind.Segment, Status = ProofStatus.Leased, ProgramKey = Program, Range = new ProofRange(1, 1, Hash256.Zero), Level = 0, Position = 0, StartCycle = 0, EndCycle = 1, Inputs = [], Attempts = 1, Losses = 0,
        FailedOn = [], Error = null, Worker = "w", Stage = "s", Progress = 0.5f, ProgressAt = progressAt, Cells = 0, CreatedAt = Now, StartedAt = progressAt, FinishedAt = null, ResultBytes = 0,
    };

    private static Overview Calm() => new()
    {
        At = Now,
        Readiness = new Readiness([], []),
        Role = "sequencer",
        Alarms = [],
        Stages = [],
        Lag = new ProvingLag(0, 0, 0, null, null),
        TimeToFinality = null,
        Jobs = [],
        Workers = [],
        Working = [],
        Balances = [],
        WeiPerBatch = null,
        InFlight = [],
        OldestItem = null,
        ItemDeadline = null,
        OldestUnproven = null,
        Batches = [],
        FinalizedBatch = 0,
    };
}
