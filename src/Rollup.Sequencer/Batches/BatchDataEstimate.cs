using Rollup.Kernel.Logs;
using System.Numerics;
using System.Runtime.InteropServices;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.State;

namespace Rollup.Sequencer.Batches;

/// <summary>
/// An upper bound of the L1 data that the open batch will have, kept block by block. It counts what the kernel's encoder writes (see
/// <c>Rollup.Kernel.Batches.BatchData</c>) and assumes the longest form where the encoder may find a shorter one: index differences, owners, and
/// code that several accounts share.
/// </summary>
internal sealed class BatchDataEstimate
{
    /// <summary>What a transfer adds at most: sender, recipient and fee vault, each a created leaf.</summary>
    private const int MaxPerTransfer = 3 * MaxPerEntry;

    private const int MaxPerEntry = 1 + Address.Size + 33 + 33;
    private const int MaxVarint = 10;
    private const int MaxCodeReference = 4;
    private const int MaxHead = 1 + (4 * MaxVarint) + 33 + (2 * Hash256.Size) + 1 + (Bloom.Size / 8) + Bloom.Size + (5 * 5) + 33;
    private const ulong MaxHashes = ProtocolConstants.BlockHashRing - 1;

    private readonly Dictionary<StateKey, EntryChange> _changes = new(StateKeyComparer.Instance);
    private readonly int _indexBytes;
    private int _entryBytes;
    private ulong _blocks;
    private int _messages;

    /// <param name="nextIndex">The parent batch's next index: every leaf that is updated has a smaller one.</param>
    public BatchDataEstimate(ulong nextIndex) => _indexBytes = VarintBytes((nextIndex << 3) | 7);

    /// <summary>The bound for the blocks added so far.</summary>
    public int Bytes => Total(_entryBytes, _blocks, _messages);

    /// <summary>Whether one more block, with at least one transfer in it, surely keeps the data within <paramref name="limit"/> bytes.</summary>
    public bool HasRoomForBlock(ulong limit) => (ulong)(Total(_entryBytes, _blocks + 1, _messages) + MaxPerTransfer) <= limit;

    /// <summary>Adds a block of the batch.</summary>
    public void Add(BlockDiff block, int messages)
    {
        _entryBytes = EntryBytesWith(block.Changes);
        foreach ((StateKey key, EntryChange change) in block.Changes)
        {
            ref EntryChange known = ref CollectionsMarshal.GetValueRefOrAddDefault(_changes, key, out bool exists);
            known = exists ? known with { After = change.After } : change;
        }

        _blocks++;
        _messages += messages;
    }

    /// <summary>The bound if a block with these changes were added.</summary>
    public int BytesWith(IReadOnlyDictionary<StateKey, EntryChange> block, int messages) =>
        Total(EntryBytesWith(block), _blocks + 1, _messages + messages);

    private static int Total(int entryBytes, ulong blocks, int messages) =>
        MaxHead + entryBytes + ((int)Math.Min(blocks, MaxHashes) * Hash256.Size) + (messages * BatchData.MaxMessageSize);

    private int EntryBytesWith(IReadOnlyDictionary<StateKey, EntryChange> block)
    {
        int bytes = _entryBytes;
        foreach ((StateKey key, EntryChange change) in block)
        {
            if (_changes.TryGetValue(key, out EntryChange known)) bytes += BytesOf(in key, known with { After = change.After }) - BytesOf(in key, known);
            else bytes += BytesOf(in key, change);
        }

        return bytes;
    }

    private int BytesOf(in StateKey key, in EntryChange change)
    {
        if (change.Before == change.After || (!key.IsAccount && key.Address == ProtocolConstants.BlockHashes)) return 0;
        if (change.After.IsAbsent(in key)) return _indexBytes;
        bool created = change.Before.IsAbsent(in key);
        if (!key.IsAccount) return created ? 1 + Address.Size + WordBytes(key.Slot) + WordBytes(change.After.Word) : _indexBytes + WordBytes(change.After.Word);
        AccountState before = change.Before.Account;
        AccountState after = change.After.Account;
        int code = after.CodeHash == before.CodeHash ? 0 : MaxCodeReference + VarintBytes(after.CodeSize) + (int)after.CodeSize;
        if (created) return 1 + Address.Size + VarintBytes(after.Nonce) + WordBytes(after.Balance) + code;
        int nonce = after.Nonce == before.Nonce ? 0 : VarintBytes(after.Nonce - before.Nonce);
        return _indexBytes + nonce + (after.Balance == before.Balance ? 0 : WordBytes(after.Balance)) + code;
    }

    private static int WordBytes(in U256 word) => 1 + word.ByteLength;

    private static int VarintBytes(ulong value) => Math.Max(1, (64 - BitOperations.LeadingZeroCount(value) + 6) / 7);
}
