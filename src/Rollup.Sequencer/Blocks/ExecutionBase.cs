using System.Collections.Concurrent;
using Rollup.Execution.Blocks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.State;

namespace Rollup.Sequencer.Blocks;

/// <summary>
/// A block's overlay as executors read it: by any number of threads, and without touching anything, because not every transaction that they try is in
/// the block. The overlay must not change meanwhile. A few entries that are not in memory are loaded one by one; further ones are noted and read as
/// absent: the execution is then in vain, but shows what to load at once.
/// </summary>
/// <param name="overlay">The block so far.</param>
/// <param name="state">The state below it.</param>
/// <param name="patience">How many entries may be loaded one by one.</param>
internal sealed class ExecutionBase(StateOverlay overlay, ChainState state, int patience) : IBaseState
{
    private readonly ConcurrentDictionary<StateKey, bool> _missing = new(StateKeyComparer.Instance);

    private int _patience = patience;

    /// <summary>The entries that were not loaded. With any, the execution is void.</summary>
    public IReadOnlyCollection<StateKey> Missing => _missing.IsEmpty ? [] : [.. _missing.Keys];

    /// <inheritdoc/>
    public AccountState GetAccount(in Address address) => Read(StateKey.Account(in address)).Account;

    /// <inheritdoc/>
    public U256 GetSlot(in Address address, in U256 slot) => Read(StateKey.StorageSlot(in address, in slot)).Word;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> GetCode(in Hash256 codeHash) => overlay.PeekCode(in codeHash).Bytes.Span;

    /// <inheritdoc/>
    public Hash256 GetBlockHash(ulong number) => overlay.PeekBlockHash(number);

    /// <inheritdoc/>
    public bool HasStorage(in Address address) => false;

    private StateValue Read(in StateKey key)
    {
        if (overlay.TryPeek(in key, out StateValue value) || state.TryPeek(in key, out value))
            return value;
        if (Interlocked.Decrement(ref _patience) >= 0)
            return state.Read(in key);
        _ = _missing.TryAdd(key, true);
        return StateValue.Absent(in key);
    }
}
