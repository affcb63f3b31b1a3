using System.Runtime.InteropServices;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.State.Codes;

namespace Rollup.State;

/// <summary>What the blocks of a batch have changed and read, against the checkpoint before it. Not synchronised.</summary>
internal sealed class BatchChanges
{
    private readonly Dictionary<StateKey, EntryChange> _changes = new(StateKeyComparer.Instance);
    private readonly HashSet<StateKey> _touched = new(StateKeyComparer.Instance);

    private readonly HashSet<Hash256> _codesCreated = new(CodeHashComparer.Instance);
    private readonly HashSet<Hash256> _codesRead = new(CodeHashComparer.Instance);

    /// <summary>The Keccak hashes of code that a block read and none before it in the batch created.</summary>
    public IReadOnlyCollection<Hash256> CodesRead => _codesRead;

    /// <summary>Every entry that was read or written.</summary>
    public IReadOnlyCollection<StateKey> Touched => _touched;

    /// <summary>Adds the next block.</summary>
    public void Add(BlockDiff diff)
    {
        _codesRead.UnionWith(diff.CodesRead.Where(hash => !_codesCreated.Contains(hash)));
        foreach ((StateKey key, EntryChange change) in diff.Changes)
        {
            ref EntryChange entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_changes, key, out bool known);
            entry = known ? entry with { After = change.After } : change;
            _ = _touched.Add(key);
            if (key.IsAccount && change.After.Account.HasCode && change.After.Account.CodeHash != change.Before.Account.CodeHash)
                _ = _codesCreated.Add(change.After.Account.CodeHash);
        }

        _touched.UnionWith(diff.Reads);
    }

    /// <summary>The newest value of an entry that was written.</summary>
    public bool TryGet(in StateKey key, out StateValue value)
    {
        bool known = _changes.TryGetValue(key, out EntryChange change);
        value = change.After;
        return known;
    }

    /// <summary>The newest value of a touched entry, which was <paramref name="checkpoint"/> before the batch.</summary>
    /// <exception cref="InvalidDataException">The blocks found another value there.</exception>
    public StateValue NewestValue(StateKey key, CachedEntry checkpoint)
    {
        if (!_changes.TryGetValue(key, out EntryChange change))
            return checkpoint.Value;
        return change.Before == checkpoint.Value
            ? change.After : throw new InvalidDataException("A block diff does not continue the stored state.");
    }
}
