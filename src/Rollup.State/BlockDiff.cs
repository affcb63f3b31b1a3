using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Storage.StateData;

namespace Rollup.State;

/// <summary>
/// What a block did to the state: every entry it changed, with both values, and the keys and codes it only read, which the batch's
/// witness needs too. Stored in the block's row, replayed after a restart, applied by followers, undone for reads of recent blocks.
/// </summary>
/// <param name="Block">The block's number.</param>
/// <param name="BlockHash">The block's hash, for the blocks of its batch that ask for it.</param>
/// <param name="Changes">The entries that changed.</param>
/// <param name="Reads">The other entries that were read.</param>
/// <param name="CodesRead">The Keccak hashes of code that was read and not created by the block itself.</param>
public sealed record BlockDiff(
    ulong Block,
    Hash256 BlockHash,
    IReadOnlyDictionary<StateKey, EntryChange> Changes,
    IReadOnlyCollection<StateKey> Reads,
    IReadOnlyCollection<Hash256> CodesRead)
{
    private const byte Version = 2;

    /// <summary>What <paramref name="overlay"/> has gathered.</summary>
    public static BlockDiff Of(ulong block, in Hash256 blockHash, StateOverlay overlay)
    {
        Dictionary<StateKey, EntryChange> changes = new(StateKeyComparer.Instance);
        List<StateKey> reads = [];
        foreach ((StateKey key, EntryChange change) in overlay.Entries)
        {
            if (change.Before == change.After)
                reads.Add(key);
            else
                changes.Add(key, change);
        }

        return new BlockDiff(block, blockHash, changes, reads, overlay.CodesRead);
    }

    /// <summary>This diff and then <paramref name="next"/>, as one.</summary>
    public BlockDiff Then(BlockDiff next)
    {
        Dictionary<StateKey, EntryChange> changes = new(Changes, StateKeyComparer.Instance);
        foreach ((StateKey key, EntryChange change) in next.Changes)
            changes[key] = changes.TryGetValue(key, out EntryChange first) ? first with { After = change.After } : change;
        return this with
        {
            Changes = changes,
            Reads = [.. Reads.Union(next.Reads, StateKeyComparer.Instance).Where(key => !changes.ContainsKey(key))],
            CodesRead = [.. CodesRead.Union(next.CodesRead)],
        };
    }

    /// <summary>The stored form.</summary>
    public byte[] Encode()
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(Version);
        writer.Write(Block);
        writer.Write(BlockHash.AsSpan());
        writer.Write7BitEncodedInt(Changes.Count);
        foreach ((StateKey key, EntryChange change) in Changes)
        {
            StateCodec.WriteKey(writer, in key);
            StateCodec.WriteValue(writer, in key, change.Before);
            StateCodec.WriteValue(writer, in key, change.After);
        }

        writer.Write7BitEncodedInt(Reads.Count);
        foreach (StateKey key in Reads)
            StateCodec.WriteKey(writer, in key);
        writer.Write7BitEncodedInt(CodesRead.Count);
        foreach (Hash256 hash in CodesRead)
            writer.Write(hash.AsSpan());
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads the stored form; <see cref="InvalidDataException"/> or <see cref="EndOfStreamException"/> if the bytes are not one.</summary>
    public static BlockDiff Decode(byte[] encoded)
    {
        using MemoryStream stream = new(encoded, writable: false);
        using BinaryReader reader = new(stream);
        if (reader.ReadByte() is var version && version != Version)
            throw new InvalidDataException($"Unknown version {version} of a block diff.");

        ulong block = reader.ReadUInt64();
        Hash256 blockHash = StateCodec.ReadHash(reader);
        Dictionary<StateKey, EntryChange> changes = new(StateKeyComparer.Instance);
        for (int remaining = reader.Read7BitEncodedInt(); remaining > 0; remaining--)
        {
            StateKey key = StateCodec.ReadKey(reader);
            StateValue before = StateCodec.ReadValue(reader, in key);
            StateValue after = StateCodec.ReadValue(reader, in key);
            if (!changes.TryAdd(key, new EntryChange(before, after)))
                throw new InvalidDataException("A block diff names an entry twice.");
        }

        List<StateKey> reads = [];
        for (int remaining = reader.Read7BitEncodedInt(); remaining > 0; remaining--)
            reads.Add(StateCodec.ReadKey(reader));
        List<Hash256> codes = [];
        for (int remaining = reader.Read7BitEncodedInt(); remaining > 0; remaining--)
            codes.Add(StateCodec.ReadHash(reader));
        if (stream.Position != stream.Length)
            throw new InvalidDataException("Bytes follow a block diff.");
        return new BlockDiff(block, blockHash, changes, reads, codes);
    }
}

/// <summary>An entry's value before and after.</summary>
public readonly record struct EntryChange(StateValue Before, StateValue After);
