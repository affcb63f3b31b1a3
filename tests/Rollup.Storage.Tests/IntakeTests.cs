using Rollup.Storage.Lease;
using Rollup.Storage.Transactions;
using Rollup.Testing;

namespace Rollup.Storage.Tests;

public class IntakeTests
{
    [Fact]
    public async Task Appended_transactions_are_stored_when_the_call_returns()
    {
        await using LedgerFixture ledger = await LedgerFixture.CreateAsync();
        await using var intake = new TransactionIntake(ledger.Lease, 1000, 100);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => intake.AppendAsync([LedgerFixture.Transaction((2 * i) + 1), LedgerFixture.Transaction((2 * i) + 2)], [], default)));

        var reader = new TransactionReader(ledger.Database);
        (await reader.GetPendingAsync(1, default)).Select(row => row.Id).ShouldBe(Enumerable.Range(1, 100).Select(id => (long)id));
        (await reader.GetNextIdAsync(default)).ShouldBe(101);
        TransactionRow expected = LedgerFixture.Transaction(7);
        TransactionRow stored = (await reader.GetAsync(expected.Hash, default))!.Row;
        stored.Raw.ToArray().ShouldBe(expected.Raw.ToArray());
        (stored with { Raw = expected.Raw }).ShouldBe(expected);
    }

    [Fact]
    public async Task A_removed_transaction_is_not_pending_and_keeps_its_reason()
    {
        await using LedgerFixture ledger = await LedgerFixture.CreateAsync();
        await using var intake = new TransactionIntake(ledger.Lease, 1000, 100);
        await intake.AppendAsync([LedgerFixture.Transaction(1), LedgerFixture.Transaction(2)], [], default);

        await intake.AppendAsync([], [new RemovalRow(1, RemovalReason.Evicted, "the pool was full", LedgerFixture.Now)], default);

        var reader = new TransactionReader(ledger.Database);
        (await reader.GetPendingAsync(1, default)).Select(row => row.Id).ShouldBe([2L]);
        (await reader.GetAsync(LedgerFixture.Transaction(1).Hash, default))!.Removal.ShouldBe(new RemovalRow(1, RemovalReason.Evicted, "the pool was full", LedgerFixture.Now));
    }

    [Fact]
    public async Task A_transaction_submitted_again_after_its_removal_is_pending_again()
    {
        await using LedgerFixture ledger = await LedgerFixture.CreateAsync();
        await using var intake = new TransactionIntake(ledger.Lease, 1000, 100);
        await intake.AppendAsync([LedgerFixture.Transaction(1)], [], default);
        await intake.AppendAsync([], [new RemovalRow(1, RemovalReason.Expired, "", LedgerFixture.Now)], default);

        await intake.AppendAsync([LedgerFixture.Transaction(1) with { Id = 2 }], [], default);

        StoredTransaction stored = (await new TransactionReader(ledger.Database).GetAsync(LedgerFixture.Transaction(1).Hash, default))!;
        stored.Row.Id.ShouldBe(2);
        stored.Removal.ShouldBeNull();
    }

    [Fact]
    public async Task Reservations_bound_what_is_in_memory()
    {
        await using LedgerFixture ledger = await LedgerFixture.CreateAsync();
        await using var intake = new TransactionIntake(ledger.Lease, 10, 10);

        intake.TryReserve(6).ShouldBeTrue();
        intake.TryReserve(5).ShouldBeFalse();
        intake.TryReserve(4).ShouldBeTrue();
        intake.Release(6);
        intake.TryReserve(5).ShouldBeTrue();
    }

    [Fact]
    public async Task After_the_lease_has_passed_on_nothing_is_acknowledged()
    {
        await using LedgerFixture ledger = await LedgerFixture.CreateAsync();
        await using var intake = new TransactionIntake(ledger.Lease, 10, 10);
        await ledger.Lease.DisposeAsync();
        await using SequencerLease next = await SequencerLease.AcquireAsync(ledger.Database, new LeaseHolder("next", ""), TimeProvider.System, default);

        IntakeFailedException error = await Should.ThrowAsync<IntakeFailedException>(() => intake.AppendAsync([LedgerFixture.Transaction(1)], [], default));

        error.InnerException.ShouldBeOfType<LeaseLostException>();
        await Should.ThrowAsync<IntakeFailedException>(() => intake.AppendAsync([LedgerFixture.Transaction(2)], [], default));
        intake.Failed.IsCancellationRequested.ShouldBeTrue();
        (await new TransactionReader(ledger.Database).GetPendingAsync(0, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_acknowledged_transaction_survives_a_crash_of_the_database()
    {
        await using PostgresServer server = await PostgresServer.StartAsync(durable: true);
        await using TestDatabase test = await TestDatabase.CreateOnAsync(server);
        await using var database = new Database(test.ConnectionString);
        await using SequencerLease lease = await SequencerLease.AcquireAsync(database, new LeaseHolder("test", ""), TimeProvider.System, default);
        await using var intake = new TransactionIntake(lease, 10_000, 100);
        var acknowledged = new List<long>();

        Task appending = Task.Run(async () =>
        {
            for (long id = 1; !intake.Failed.IsCancellationRequested; id++)
            {
                try
                {
                    await intake.AppendAsync([LedgerFixture.Transaction(id)], [], default);
                    acknowledged.Add(id);
                }
                catch (IntakeFailedException)
                {
                    return;
                }
            }
        });
        await Task.Delay(300);
        await server.KillAsync();
        await appending;
        await server.StartAgainAsync();

        acknowledged.ShouldNotBeEmpty();
        IReadOnlyList<TransactionRow> pending = await new TransactionReader(new Database(test.ConnectionString)).GetPendingAsync(0, default);
        acknowledged.Except(pending.Select(row => row.Id)).ShouldBeEmpty();
    }
}
