using Rollup.Storage.Blocks;
using Rollup.Storage.Lease;
using Rollup.Testing;

namespace Rollup.Storage.Tests;

public class LeaseTests
{
    [Fact]
    public async Task One_process_leads_and_the_next_takes_over_with_a_higher_epoch()
    {
        await using TestDatabase test = await TestDatabase.CreateAsync();
        await using var database = new Database(test.ConnectionString);
        SequencerLease first = await SequencerLease.AcquireAsync(database, "first", TimeProvider.System, default);

        (await SequencerLease.TryAcquireAsync(database, "second", TimeProvider.System, default)).ShouldBeNull();
        Task<SequencerLease> waiting = SequencerLease.AcquireAsync(database, "second", TimeProvider.System, default);
        await first.DisposeAsync();
        await using SequencerLease second = await waiting;

        second.Epoch.ShouldBe(first.Epoch + 1);
    }

    [Fact]
    public async Task A_former_holder_cannot_write()
    {
        await using TestDatabase test = await TestDatabase.CreateAsync();
        await using var database = new Database(test.ConnectionString);
        SequencerLease former = await SequencerLease.AcquireAsync(database, "former", TimeProvider.System, default);
        await former.DisposeAsync();
        await using SequencerLease current = await SequencerLease.AcquireAsync(database, "current", TimeProvider.System, default);

        await Should.ThrowAsync<LeaseLostException>(() => former.BeginTransactionAsync(default));
        await Should.ThrowAsync<LeaseLostException>(() => BlockWriter.WriteAsync(former, LedgerFixture.Block(0, []), default));
    }

    [Fact]
    public async Task A_new_holder_waits_for_what_its_predecessor_is_committing()
    {
        await using TestDatabase test = await TestDatabase.CreateAsync();
        await using var database = new Database(test.ConnectionString);
        SequencerLease first = await SequencerLease.AcquireAsync(database, "first", TimeProvider.System, default);
        FencedTransaction open = await first.BeginTransactionAsync(default);
        await first.DisposeAsync();

        Task<SequencerLease> waiting = SequencerLease.AcquireAsync(database, "second", TimeProvider.System, default);
        await Task.Delay(500);
        waiting.IsCompleted.ShouldBeFalse();
        await open.CommitAsync(default);
        await open.DisposeAsync();

        await (await waiting).DisposeAsync();
    }

    [Fact]
    public async Task The_loss_of_the_connection_is_noticed()
    {
        await using PostgresServer server = await PostgresServer.StartAsync(durable: true);
        await using TestDatabase test = await TestDatabase.CreateOnAsync(server);
        await using var database = new Database(test.ConnectionString);
        await using SequencerLease lease = await SequencerLease.AcquireAsync(database, "first", TimeProvider.System, default);
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = lease.Lost.Register(lost.SetResult);

        await server.KillAsync();
        await lost.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await server.StartAgainAsync();

        await using SequencerLease again = await SequencerLease.AcquireAsync(database, "again", TimeProvider.System, default);
        again.Epoch.ShouldBe(lease.Epoch + 1);
    }
}
