using Npgsql;
using Rollup.Storage;
using Rollup.Storage.StateData;
using Rollup.Testing;

namespace Rollup.State.UnitTests;

public class PostgresStateStoreTests
{
    private static readonly ChainStateOptions Small = new() { KeptBlocks = 4, CachedEntries = 16, CachedNodes = 64 };

    [Fact]
    public async Task What_is_stored_is_read_back_after_a_restart_and_a_rollback()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync();
        await using Database dataSource = new(database.ConnectionString);
        PostgresStateStore store = new(dataSource);
        Chain chain = new(1, 60);
        await WriteAsync(dataSource, store, chain.Genesis);
        List<Checkpoint> checkpoints = [chain.Genesis.Checkpoint];
        using ChainState state = ChainState.Open(store, Small, []);
        for (ulong batch = 1; batch < 7; batch++)
        {
            chain.AddBlock(state, 20, 0.4);
            chain.AddBlock(state, 20, 0.4);
            SealedBatch sealedBatch = chain.Seal(state, batch);
            await WriteAsync(dataSource, store, sealedBatch);
            state.Complete(sealedBatch);
            checkpoints.Add(sealedBatch.Checkpoint);
            chain.ShouldAgree(state, chain.Snapshots.Count - 1);
            if (batch == 3)
                state.Reopen([]);
            chain.ShouldAgree(state, chain.Snapshots.Count - 1);
        }

        // Every checkpoint stays readable; blocks in between do not.
        foreach (Checkpoint checkpoint in checkpoints)
            chain.ShouldAgree(state.At(checkpoint.LastBlock)!, (int)checkpoint.LastBlock);
        state.At(3).ShouldBeNull();

        foreach (int batch in (int[])[4, 1, 0])
        {
            await using (NpgsqlConnection connection = await dataSource.OpenAsync(CancellationToken.None))
            {
                await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
                await StateRollback.RunAsync(store, connection, (ulong)batch, CancellationToken.None);
                await transaction.CommitAsync();
            }

            state.Reopen([]);
            state.Sealed.ShouldBe(checkpoints[batch]);
            chain.ShouldAgree(state, (int)checkpoints[batch].LastBlock);
        }

        // And the chain goes on from there.
        Chain again = new(2, 60);
        again.AddBlock(state, 30, 0.1);
        SealedBatch first = again.Seal(state, 1);
        await WriteAsync(dataSource, store, first);
        state.Complete(first);
        state.Reopen([]);
        again.ShouldAgree(state, 1);
    }

    [Fact]
    public async Task A_batch_whose_transaction_fails_can_be_written_again()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync();
        await using Database dataSource = new(database.ConnectionString);
        PostgresStateStore store = new(dataSource);
        Chain chain = new(3, 60);
        await WriteAsync(dataSource, store, chain.Genesis);
        using ChainState state = ChainState.Open(store, Small, []);
        chain.AddBlock(state, 20, 0);
        SealedBatch sealedBatch = chain.Seal(state, 1);
        await using (NpgsqlConnection connection = await dataSource.OpenAsync(CancellationToken.None))
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            await store.WriteAsync(connection, sealedBatch.Stored, CancellationToken.None);
            await transaction.RollbackAsync();
        }

        chain.ShouldAgree(state, 1);
        await WriteAsync(dataSource, store, sealedBatch);
        state.Complete(sealedBatch);
        state.Reopen([]);
        chain.ShouldAgree(state, 1);
    }

    private static async Task WriteAsync(Database dataSource, PostgresStateStore store, SealedBatch batch)
    {
        await using NpgsqlConnection connection = await dataSource.OpenAsync(CancellationToken.None);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await store.WriteAsync(connection, batch.Stored, CancellationToken.None);
        await transaction.CommitAsync();
    }
}
