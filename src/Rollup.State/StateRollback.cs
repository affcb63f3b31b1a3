using Npgsql;
using Rollup.Kernel.State;
using Rollup.State.Tree;
using Rollup.Storage.StateData;

namespace Rollup.State;

/// <summary>Takes the stored state back to the end of an earlier batch.</summary>
public static class StateRollback
{
    /// <summary>
    /// Applies the inverse of what came after <paramref name="batch"/> to the tree, and forgets it, in the transaction that is open on
    /// <paramref name="connection"/>. Once that is committed, <see cref="ChainState.Reopen"/> follows.
    /// </summary>
    /// <exception cref="InvalidDataException">The stored history does not give that batch's state root.</exception>
    public static async Task RunAsync(PostgresStateStore store, NpgsqlConnection connection, ulong batch, CancellationToken cancellation)
    {
        Checkpoint newest = store.ReadNewestCheckpoint() ?? throw new InvalidOperationException("The store holds no genesis state.");
        Checkpoint earlier = await store.ReadCheckpointAsync(connection, batch, cancellation)
            ?? throw new ArgumentException($"There is no checkpoint of batch {batch}.", nameof(batch));

        SortedDictionary<TreeKey, StateKey> changed = await store.ReadChangedAsync(connection, batch, cancellation);
        IReadOnlyDictionary<TreeKey, StoredEntry> before = store.ReadEntries(changed.Keys, batch);
        List<TreeLeaf> leaves = new(changed.Count);
        foreach ((TreeKey path, StateKey key) in changed)
        {
            leaves.Add(before.TryGetValue(path, out StoredEntry? entry)
                ? new TreeLeaf(key, path, entry.Index, entry.Value)
                : new TreeLeaf(key, path, 0, StateValue.Absent(in key)));
        }

        await store.RestoreAsync(connection, batch, new StateSealer(store, newest).Restore(earlier, leaves), cancellation);
    }
}
