using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Storage.StateData;

namespace Rollup.State;

/// <summary>
/// What a block found in the entries that it changed, in the stored form: some fifty bytes per entry instead of the hundreds of a <see cref="BlockDiff"/>,
/// for the many blocks that are kept only in case somebody reads the past.
/// </summary>
internal sealed class UndoBlock
{
    /// <summary>Hash codes of the keys, ascending.</summary>
    private readonly int[] _hashes;

    /// <summary>Where the key and value with the hash code at the same place begin in <see cref="_entries"/>.</summary>
    private readonly int[] _offsets;
    private readonly byte[] _entries;

    public UndoBlock(BlockDiff diff)
    {
        Block = diff.Block;
        BlockHash = diff.BlockHash;
        _hashes = new int[diff.Changes.Count];
        _offsets = new int[diff.Changes.Count];
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        int count = 0;
        foreach ((StateKey key, EntryChange change) in diff.Changes)
        {
            _hashes[count] = StateKeyComparer.Instance.GetHashCode(key);
            _offsets[count++] = (int)stream.Position;
            StateCodec.WriteKey(writer, in key);
            StateCodec.WriteValue(writer, in key, change.Before);
        }

        writer.Flush();
        _entries = stream.ToArray();
        Array.Sort(_hashes, _offsets);
    }

    /// <summary>The block's number.</summary>
    public ulong Block { get; }

    /// <summary>The block's hash.</summary>
    public Hash256 BlockHash { get; }

    /// <summary>The value before the block; false if the block did not change the entry.</summary>
    public bool TryGet(in StateKey key, out StateValue before)
    {
        int hash = StateKeyComparer.Instance.GetHashCode(key);
        int place = Array.BinarySearch(_hashes, hash);
        while (place > 0 && _hashes[place - 1] == hash)
            place--;
        for (; place >= 0 && place < _hashes.Length && _hashes[place] == hash; place++)
        {
            using BinaryReader reader = new(new MemoryStream(_entries, _offsets[place], _entries.Length - _offsets[place], writable: false));
            if (StateCodec.ReadKey(reader) != key)
                continue;
            before = StateCodec.ReadValue(reader, in key);
            return true;
        }

        before = default;
        return false;
    }
}
