using System.Runtime.InteropServices;
using Rollup.Execution.Native;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.State.Tree;
using Rollup.Storage.StateData;
using Rollup.Storage;

namespace Rollup.State.Reconstruction;

/// <summary>
/// Rebuilds the state, and what continuing the chain needs, from what L1 holds: the batches' headers and data, in order from batch 1. Nothing
/// is believed: every batch has to give its header's state root. Holds the whole state in memory.
/// </summary>
public sealed class StateReconstructor
{
    private readonly ChainConfig _config;
    private readonly StateSealer _sealer;
    private readonly Dictionary<StateKey, StoredEntry> _entries = new(StateKeyComparer.Instance);
    private readonly Dictionary<ulong, StateKey> _names = [];
    private BatchHeader _header;

    /// <param name="config">The chain's configuration.</param>
    /// <param name="genesis">The header of batch 0.</param>
    /// <param name="genesisState">Its state, from <see cref="GenesisState"/>.</param>
    public StateReconstructor(in ChainConfig config, in BatchHeader genesis, SealedBatch genesisState)
    {
        NativeHost host = default;
        _config = config;
        _header = genesis;
        _sealer = new StateSealer(EmptyStateStore.Instance, new Checkpoint(0, 0, default, 0));
        TouchedEntry[] created = [.. genesisState.Entries.Select(entry => new TouchedEntry(
            entry.Entry.Key, entry.Path, Index: null, StateValue.Absent(entry.Entry.Key), entry.Entry.Value))];
        Remember(_sealer.Advance(0, 0, created));
        LastBlock = BlockHeader.Genesis(ref host, in config, genesis.Timestamp, genesis.StateRoot);
    }

    /// <summary>The header of the newest rebuilt batch.</summary>
    public BatchHeader Header => _header;

    /// <summary>The header of its last block, on which the chain continues.</summary>
    public BlockHeader LastBlock { get; private set; }

    /// <summary>The state after it.</summary>
    public Checkpoint Checkpoint => _sealer.Checkpoint;

    /// <summary>Every entry of that state.</summary>
    public IReadOnlyCollection<StoredEntry> Entries => _entries.Values;

    /// <summary>
    /// Rebuilds the next batch. <paramref name="batch"/> can be written to a store, from which a node continues. After a failure this object
    /// is of no further use.
    /// </summary>
    public ReconstructionFailure Apply(in BatchHeader header, ReadOnlySpan<byte> data, out SealedBatch? batch)
    {
        batch = null;
        NativeHost host = default;
        if (header.Number != _header.Number + 1 || header.FirstBlock != _header.LastBlock + 1 || header.LastBlock < header.FirstBlock
            || header.ParentHash != _header.Hash(ref host))
            return ReconstructionFailure.NotTheNextBatch;
        if (header.DataHash != DataHash.OfCalldata(ref host, data))
            return ReconstructionFailure.DataHashMismatch;
        if (!BatchDataReader.TryOpen(data, out BatchDataReader reader))
            return ReconstructionFailure.MalformedData;

        ulong earlier = Math.Min(header.LastBlock - header.FirstBlock, ProtocolConstants.BlockHashRing - 1);
        if ((ulong)reader.BlockHashes.Length != earlier * Hash256.Size)
            return ReconstructionFailure.BlockHashCountMismatch;
        ReconstructionFailure messages = CheckMessages(in header, ref reader);
        if (messages != ReconstructionFailure.None)
            return messages;
        BlockHeader lastBlock = RebuildLastBlock(in header, in reader);
        if (lastBlock.Hash(ref host) != header.LastBlockHash)
            return ReconstructionFailure.LastBlockMismatch;

        if (!TryReadCodes(ref reader, out List<NewCode> codes))
            return ReconstructionFailure.MalformedData;

        SortedDictionary<TreeKey, TouchedEntry> changes = [];
        AddBlockHashes(changes, in header, reader.BlockHashes);
        ReconstructionFailure failure = AddUpdates(changes, codes, ref reader);
        if (failure == ReconstructionFailure.None)
            failure = AddCreations(changes, codes, ref reader);
        if (failure != ReconstructionFailure.None)
            return failure;
        if (!reader.IsAtEnd)
            return ReconstructionFailure.MalformedData;

        SealedBatch rebuilt = _sealer.Advance(header.Number, header.LastBlock, [.. changes.Values]);
        if (rebuilt.Checkpoint.Root.ToHash256() != header.StateRoot || rebuilt.Checkpoint.NextIndex != header.NextIndex)
            return ReconstructionFailure.StateMismatch;
        Remember(rebuilt);
        _header = header;
        LastBlock = lastBlock;
        batch = rebuilt with { Codes = [.. codes.Select(code => code.Row)] };
        return ReconstructionFailure.None;
    }

    /// <summary>Reads the batch's codes and hashes them in both ways; each occurs once.</summary>
    private static bool TryReadCodes(ref BatchDataReader reader, out List<NewCode> codes)
    {
        NativeHost host = default;
        codes = [];
        HashSet<Hash256> seen = [];
        while (reader.TryReadCode(out ReadOnlySpan<byte> code))
        {
            if (code.IsEmpty)
                return true;
            var row = new CodeRow(Keccak256.Hash(code), code.ToArray());
            if (!seen.Add(row.Hash))
                return false;
            codes.Add(new NewCode(row, CodeCommitment.Compute(ref host, code)));
        }

        return false;
    }

    private ReconstructionFailure CheckMessages(in BatchHeader header, ref BatchDataReader reader)
    {
        if (header.MessageCount != reader.MessageCount)
            return ReconstructionFailure.MessagesMismatch;
        NativeHost host = default;
        MessageTree tree = default;
        for (ulong i = 0; i < reader.MessageCount; i++)
        {
            if (!reader.TryReadMessage(ref host, in _config, out SentMessage message))
                return ReconstructionFailure.MalformedData;
            if (!tree.TryAppend(ref host, message.Leaf))
                return ReconstructionFailure.MessagesMismatch;
        }

        return header.MessageRoot == tree.Root(ref host) ? ReconstructionFailure.None : ReconstructionFailure.MessagesMismatch;
    }

    private static TreeKey PathOf(in StateKey key)
    {
        NativeHost host = default;
        return key.Hash(ref host);
    }

    private BlockHeader RebuildLastBlock(in BatchHeader header, in BatchDataReader reader) => new()
    {
        ParentHash = reader.BlockHashes.IsEmpty ? _header.LastBlockHash : Hash256.FromSpan(reader.BlockHashes[^Hash256.Size..]),
        Beneficiary = _config.FeeVault,
        StateRoot = _header.StateRoot,
        TransactionsRoot = reader.TransactionsRoot,
        ReceiptsRoot = reader.ReceiptsRoot,
        LogsBloom = reader.LogsBloom,
        Number = header.LastBlock,
        GasLimit = _config.BlockGasLimit,
        GasUsed = reader.GasUsed,
        Timestamp = reader.Timestamp,
        SecondUsage = reader.SecondUsage,
        BaseFeePerGas = reader.BaseFee,
    };

    /// <summary>The ring's slots, which the data leaves to the block hashes.</summary>
    private void AddBlockHashes(SortedDictionary<TreeKey, TouchedEntry> changes, in BatchHeader header, ReadOnlySpan<byte> earlier)
    {
        ReadOnlySpan<Hash256> hashes = MemoryMarshal.Cast<byte, Hash256>(earlier);
        for (int i = 0; i <= hashes.Length; i++)
        {
            ulong number = header.LastBlock - (ulong)(hashes.Length - i);
            Hash256 hash = i < hashes.Length ? hashes[i] : header.LastBlockHash;
            StateKey key = StateKey.StorageSlot(ProtocolConstants.BlockHashes, number % ProtocolConstants.BlockHashRing);
            _ = TryAdd(changes, in key, StateValue.OfSlot(hash.ToU256()));
        }
    }

    private ReconstructionFailure AddUpdates(SortedDictionary<TreeKey, TouchedEntry> changes, List<NewCode> codes, ref BatchDataReader reader)
    {
        for (ulong i = 0; i < reader.UpdateCount; i++)
        {
            if (!reader.TryReadUpdate(out LeafUpdate update))
                return ReconstructionFailure.MalformedData;
            if (!_names.TryGetValue(update.Index, out StateKey key) || BatchData.IsDerived(in key)
                || !TryUpdate(in key, _entries[key].Value, in update, codes, out StateValue value)
                || !TryAdd(changes, in key, in value))
                return ReconstructionFailure.ImpossibleUpdate;
        }

        return ReconstructionFailure.None;
    }

    private static bool TryUpdate(in StateKey key, in StateValue before, in LeafUpdate update, List<NewCode> codes, out StateValue after)
    {
        after = StateValue.Absent(in key);
        if (update.IsDeletion)
            return true;
        if (key.IsAccount)
        {
            AccountState account = before.Account;
            if (account.Nonce > ulong.MaxValue - update.NonceIncrement)
                return false;
            account = account.WithNonce(account.Nonce + update.NonceIncrement);
            if (update.HasCode)
            {
                Hash256 codeHash = account.CodeHash;
                account = WithCode(in account, update.Code, codes);
                if (account.CodeHash == codeHash)
                    return false;
            }

            after = StateValue.OfAccount(update.HasValue ? account.WithBalance(update.Value) : account);
        }
        else if (update.NonceIncrement == 0 && !update.HasCode)
        {
            after = StateValue.OfSlot(update.Value);
        }

        return !after.IsAbsent(in key);
    }

    /// <summary>The account with the code at a place among the batch's, from 1; without code for 0.</summary>
    private static AccountState WithCode(in AccountState account, uint place, List<NewCode> codes) => place == 0
        ? new AccountState(account.Nonce, account.Balance)
        : account.WithCode(codes[(int)place - 1].Row.Hash, codes[(int)place - 1].Commitment, (uint)codes[(int)place - 1].Row.Code.Length);

    private ReconstructionFailure AddCreations(SortedDictionary<TreeKey, TouchedEntry> changes, List<NewCode> codes, ref BatchDataReader reader)
    {
        TreeKey previous = default;
        for (ulong i = 0; i < reader.CreationCount; i++)
        {
            if (!reader.TryReadCreation(out LeafCreation creation))
                return ReconstructionFailure.MalformedData;
            TreeKey path = PathOf(creation.Key);
            if (i > 0 && !(previous < path))
                return ReconstructionFailure.ImpossibleCreation;
            previous = path;
            StateValue value = creation.Code == 0 ? creation.Value : StateValue.OfAccount(WithCode(creation.Value.Account, creation.Code, codes));
            if (_entries.ContainsKey(creation.Key) || !TryAdd(changes, creation.Key, in value))
                return ReconstructionFailure.ImpossibleCreation;
        }

        return ReconstructionFailure.None;
    }

    private bool TryAdd(SortedDictionary<TreeKey, TouchedEntry> changes, in StateKey key, in StateValue value)
    {
        StoredEntry? known = _entries.GetValueOrDefault(key);
        TreeKey path = PathOf(in key);
        return changes.TryAdd(path, new TouchedEntry(key, path, known?.Index, known?.Value ?? StateValue.Absent(in key), value));
    }

    private void Remember(SealedBatch batch)
    {
        foreach ((_, StoredEntry entry) in batch.Entries)
        {
            if (entry.Value.IsAbsent(entry.Key))
            {
                _ = _entries.Remove(entry.Key);
                _ = _names.Remove(entry.Index);
            }
            else
            {
                _entries[entry.Key] = entry;
                _names[entry.Index] = entry.Key;
            }
        }
    }

    /// <summary>A code of the batch, with the commitment that its accounts have besides its hash.</summary>
    private sealed record NewCode(CodeRow Row, Digest Commitment);
}

/// <summary>Why a batch could not be rebuilt from its header and its L1 data.</summary>
public enum ReconstructionFailure
{
    /// <summary>It was rebuilt.</summary>
    None,

    /// <summary>The header is not that of the next batch.</summary>
    NotTheNextBatch,

    /// <summary>The header does not commit to this data.</summary>
    DataHashMismatch,

    /// <summary>The data is not an encoding.</summary>
    MalformedData,

    /// <summary>The number of block hashes is not that of the batch.</summary>
    BlockHashCountMismatch,

    /// <summary>An updated leaf's index is not in the state, or the update leaves nothing of it without deleting it.</summary>
    ImpossibleUpdate,

    /// <summary>A created entry is in the state already, or out of path order.</summary>
    ImpossibleCreation,

    /// <summary>The messages do not give the header's root and count.</summary>
    MessagesMismatch,

    /// <summary>The last block's header does not have the hash in the batch's header.</summary>
    LastBlockMismatch,

    /// <summary>The rebuilt state does not have the header's root and next index.</summary>
    StateMismatch,
}
