using Npgsql;
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
        SequencerLease first = await SequencerLease.AcquireAsync(database, new LeaseHolder("first", ""), TimeProvider.System, default);

        (await SequencerLease.TryAcquireAsync(database, new LeaseHolder("second", ""), TimeProvider.System, default)).ShouldBeNull();
        Task<SequencerLease> waiting = SequencerLease.AcquireAsync(database, new LeaseHolder("second", ""), TimeProvider.System, default);
        await first.DisposeAsync();
        await using SequencerLease second = await waiting;

        second.Epoch.ShouldBe(first.Epoch + 1);
    }

    [Fact]
    public async Task A_former_holder_cannot_write()
    {
        await using TestDatabase test = await TestDatabase.CreateAsync();
        await using var database = new Database(test.ConnectionString);
        SequencerLease former = await SequencerLease.AcquireAsync(database, new LeaseHolder("former", ""), TimeProvider.System, default);
        await former.DisposeAsync();
        await using SequencerLease current = await SequencerLease.AcquireAsync(database, new LeaseHolder("current", ""), TimeProvider.System, default);

        await Should.ThrowAsync<LeaseLostException>(() => former.BeginTransactionAsync(default));
        await Should.ThrowAsync<LeaseLostException>(() => BlockWriter.WriteAsync(former, LedgerFixture.Block(0, []), default));
    }

    [Fact]
    public async Task A_new_holder_waits_for_what_its_predecessor_is_committing()
    {
        await using TestDatabase test = await TestDatabase.CreateAsync();
        await using var database = new Database(test.ConnectionString);
        SequencerLease first = await SequencerLease.AcquireAsync(database, new LeaseHolder("first", ""), TimeProvider.System, default);
        FencedTransaction open = await first.BeginTransactionAsync(default);
        await first.DisposeAsync();

        Task<SequencerLease> waiting = SequencerLease.AcquireAsync(database, new LeaseHolder("second", ""), TimeProvider.System, default);
        await Task.Delay(500);
        waiting.IsCompleted.ShouldBeFalse();
        await open.CommitAsync(default);
        await open.DisposeAsync();

        await (await waiting).DisposeAsync();
    }

    [Fact]
    public async Task A_write_that_a_frozen_holder_has_left_open_does_not_keep_its_successor_waiting()
    {
        await using TestDatabase test = await TestDatabase.CreateAsync();
        await using var database = new Database(test.ConnectionString);
        SequencerLease first = await SequencerLease.AcquireAsync(database, new LeaseHolder("first", ""), TimeProvider.System, default);
        FencedTransaction open = await first.BeginTransactionAsync(default);
        await first.DisposeAsync();

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using SequencerLease second = await SequencerLease.AcquireAsync(database, new LeaseHolder("second", "http://second:9545"), TimeProvider.System, patience.Token);
        await Should.ThrowAsync<NpgsqlException>(() => open.CommitAsync(default));
        await open.DisposeAsync();
        (await SequencerLease.ReadHolderAsync(database, default)).ShouldBe(new LeaseHolder("second", "http://second:9545"));
    }

    [Fact]
    public async Task A_silent_holder_loses_the_lease_and_the_options_of_the_connection_string_stay()
    {
        await using TestDatabase test = await TestDatabase.CreateAsync();
        await using var database = new Database(new NpgsqlConnectionStringBuilder(test.ConnectionString) { Options = "-c work_mem=7MB" }.ConnectionString);
        var frozen = new FrozenTime();
        SequencerLease first = await SequencerLease.AcquireAsync(database, new LeaseHolder("frozen", ""), frozen, default);
        await using (NpgsqlCommand command = database.DataSource.CreateCommand("SHOW work_mem"))
            (await command.ExecuteScalarAsync()).ShouldBe("7MB");

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using SequencerLease second = await SequencerLease.AcquireAsync(database, new LeaseHolder("second", ""), TimeProvider.System, patience.Token);
        second.Epoch.ShouldBe(first.Epoch + 1);
        await Should.ThrowAsync<LeaseLostException>(() => first.BeginTransactionAsync(default));
        await first.DisposeAsync();
    }

    [Fact]
    public async Task The_loss_of_the_connection_is_noticed()
    {
        await using PostgresServer server = await PostgresServer.StartAsync(durable: true);
        await using TestDatabase test = await TestDatabase.CreateOnAsync(server);
        await using var database = new Database(test.ConnectionString);
        await using SequencerLease lease = await SequencerLease.AcquireAsync(database, new LeaseHolder("first", ""), TimeProvider.System, default);
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = lease.Lost.Register(lost.SetResult);

        await server.KillAsync();
        await lost.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await server.StartAgainAsync();

        await using SequencerLease again = await SequencerLease.AcquireAsync(database, new LeaseHolder("again", ""), TimeProvider.System, default);
        again.Epoch.ShouldBe(lease.Epoch + 1);
    }

    /// <summary>A clock whose timers never fire, as in a process that is suspended.</summary>
    private sealed class FrozenTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
