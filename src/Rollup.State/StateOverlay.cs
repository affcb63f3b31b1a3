using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rollup.Kernel.State;

namespace Rollup.State;

/// <summary>
/// Writes held above an underlying state, which stays as it is: a block being built, or a simulated call. Remembers every entry that was
/// read or written, because the batch's witness must hold all of them. For one thread at a time.
/// </summary>
public sealed class StateOverlay(IStateReader below) : IStateReader
{
    private readonly Dictionary<StateKey, EntryChange> _entries = new(StateKeyComparer.Instance);

    /// <summary>Every entry read or written, with its value below and its value here; the two are equal for one that was only read.</summary>
    public IReadOnlyDictionary<StateKey, EntryChange> Entries => _entries;

    /// <summary>This overlay as the kernel's state access.</summary>
    public OverlayAccess Access => new(this);

    /// <inheritdoc/>
    public StateValue Read(in StateKey key) => Entry(in key).After;

    /// <summary>Replaces the value of an entry.</summary>
    public void Write(in StateKey key, in StateValue value)
    {
        ref EntryChange entry = ref Entry(in key);
        entry = entry with { After = value };
    }

    /// <summary>Takes over what <paramref name="above"/>, an overlay of this one, has read and written.</summary>
    public void Absorb(StateOverlay above)
    {
        foreach ((StateKey key, EntryChange change) in above._entries)
            Write(in key, change.After);
    }

    /// <summary>Forgets every write, but not that the entries were touched.</summary>
    public void Revert()
    {
        foreach (StateKey key in _entries.Keys)
        {
            ref EntryChange entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, key);
            entry = entry with { After = entry.Before };
        }
    }

    private ref EntryChange Entry(in StateKey key)
    {
        ref EntryChange known = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, key);
        if (!Unsafe.IsNullRef(ref known))
            return ref known;

        StateValue value = below.Read(in key);
        ref EntryChange added = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, key, out _);
        added = new EntryChange(value, value);
        return ref added;
    }
}
