using Rollup.Kernel.Blocks;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Batches;

/// <summary>
/// The data that a batch puts on L1: with it and the headers of all batches anybody can rebuild the state and continue the chain.
/// <see cref="BatchDataReader"/> reads it.
/// </summary>
/// <remarks>
/// Varint is LEB128 without a superfluous last group; u256 is a length byte (0 to 32) and as many bytes, big-endian, the first not zero.
/// <code>
/// 1        version, 3
///          the last block, as far as the batch header and the configuration do not give it:
/// varint   timestamp
/// varint   gas used
/// varint   gas used by the blocks of its second
/// varint   cells of proof of the blocks of its second
/// u256     base fee
/// 32       transactions root
/// 32       receipts root
/// 1        0 if the logs bloom is empty, else 1, and then
///   32       for each of its bytes, the first one's bit the highest: whether it is not zero
///   1 each   those bytes
///
/// varint   the number of block hashes: blocks of the batch minus one, at most 255
/// 32 each  the hashes of the blocks before the last one, ascending. They and the header's lastBlockHash are the values of the slots
///          (number mod 256) of the block-hash account, which the state diff therefore leaves out
///
/// varint   the number of messages to L1, and if there are any:
/// u256     the nonce of the first; those of the others follow
/// each:
///   1        0: a message with data, 1: a withdrawal, whose contents are all that it takes to claim it
///   0        32 bytes: the leaf
///   1        sender 20, target 20, u256 value
///
///          the code of accounts that have another one than before the batch: each once, in the order in which the leaves below first refer to it
/// each:
///   varint  length (1 to 24,576)
///           the bytes
/// varint   0
///
/// varint   the number of updated or deleted leaves
/// each, by ascending index:
///   varint  (index − 1 − previous index) · 8 + flags; the first index is taken as it is
///   varint  if flags has bit 0 (accounts only): the increase of the nonce, not 0
///   u256    if flags has bit 1: the new balance or slot value
///   varint  if flags has bit 2 (accounts only): the place of the new code among the codes, from 1; 0 if there is none any more (EIP-7702)
///           flags 0: the leaf is deleted
///
/// varint   the number of created leaves
/// each, in path order (they and the created block-hash slots take the indices from the parent's nextIndex upward, in path order):
///   1       tag: 0 account without code, 1 account with code, 2 slot with its owner, 3 + n slot of the owner spelled out n owners ago (n = 0 to
///           15; used whenever possible)
///   20      tags 0 to 2: the address, which becomes the latest owner
///   tag 0   varint nonce, u256 balance
///   tag 1   varint nonce, u256 balance, varint place of the code
///   others  u256 position, u256 value
/// </code>
/// </remarks>
public static class BatchData
{
    /// <summary>The first byte.</summary>
    internal const byte Version = 3;

    /// <summary>The most bytes of a message: the contents of a withdrawal take more than the leaf of any other.</summary>
    public const int MaxMessageSize = 1 + (2 * Address.Size) + 1 + U256.Size;

    /// <summary>In front of a message's leaf.</summary>
    internal const byte LeafTag = 0;

    /// <summary>In front of a withdrawal's contents.</summary>
    internal const byte WithdrawalTag = 1;

    /// <summary>
    /// Writes the data of a batch into the arena; false if there is not enough room. <paramref name="blockHashes"/> are those of the blocks before
    /// the last one, 255 at most; <paramref name="entries"/> are all touched entries, after the tree's update; <paramref name="codes"/> has every code
    /// that the batch gave to an account, and has not been written before.
    /// </summary>
    public static bool TryWrite(
        scoped in BlockHeader lastBlock,
        scoped ReadOnlySpan<Hash256> blockHashes,
        scoped ReadOnlySpan<SentMessage> messages,
        scoped ReadOnlySpan<WitnessEntry> entries,
        scoped ref WitnessCodes codes,
        scoped ref WitnessArena arena,
        out ReadOnlySpan<byte> data)
    {
        data = default;
        if (!TryCollectUpdates(entries, ref arena, out ReadOnlySpan<IndexedEntry> updates))
            return false;

        Span<byte> free = arena.Free;
        var writer = new CompactWriter(free);
        writer.WriteByte(Version);
        writer.WriteVarint(lastBlock.Timestamp);
        writer.WriteVarint(lastBlock.GasUsed);
        writer.WriteVarint(lastBlock.SecondUsage.Gas);
        writer.WriteVarint(lastBlock.SecondUsage.ProvingCost);
        writer.WriteU256(lastBlock.BaseFeePerGas);
        writer.WriteBytes(lastBlock.TransactionsRoot.AsSpan());
        writer.WriteBytes(lastBlock.ReceiptsRoot.AsSpan());
        writer.WriteBloom(lastBlock.LogsBloom);
        WriteHashes(ref writer, blockHashes);
        WriteMessages(ref writer, messages);
        WriteCodes(ref writer, entries, updates, ref codes);
        WriteUpdates(ref writer, entries, updates, in codes);
        WriteCreations(ref writer, entries, in codes);
        if (!arena.TryTake(writer.Length, out Span<byte> written))
            return false;
        data = written;
        return true;
    }

    /// <summary>Whether the diff leaves the entry out, because the block hashes give it.</summary>
    public static bool IsDerived(in StateKey key) => !key.IsAccount && key.Address == ProtocolConstants.BlockHashes;

    /// <summary>The entries whose leaves the batch updates or deletes, by index.</summary>
    private static bool TryCollectUpdates(
        scoped ReadOnlySpan<WitnessEntry> entries, scoped ref WitnessArena arena, out ReadOnlySpan<IndexedEntry> updates)
    {
        updates = default;
        if (!arena.TryTake(entries.Length, out Span<IndexedEntry> collected))
            return false;
        int count = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            if (entries[i].Change is LeafChange.Updated or LeafChange.Deleted && !IsDerived(entries[i].Key))
                collected[count++] = new IndexedEntry { Index = entries[i].Index, Entry = i };
        }

        IndexedEntry.Sort(collected[..count]);
        updates = collected[..count];
        return true;
    }

    private static void WriteHashes(scoped ref CompactWriter writer, scoped ReadOnlySpan<Hash256> hashes)
    {
        writer.WriteVarint((ulong)hashes.Length);
        for (int i = 0; i < hashes.Length; i++)
            writer.WriteBytes(hashes[i].AsSpan());
    }

    private static void WriteMessages(scoped ref CompactWriter writer, scoped ReadOnlySpan<SentMessage> messages)
    {
        writer.WriteVarint((ulong)messages.Length);
        for (int i = 0; i < messages.Length; i++)
        {
            ref readonly SentMessage message = ref messages[i];
            if (i == 0)
                writer.WriteU256(message.Nonce);
            writer.WriteByte(message.IsWithdrawal ? WithdrawalTag : LeafTag);
            if (!message.IsWithdrawal)
            {
                writer.WriteBytes(message.Leaf.AsSpan());
                continue;
            }

            writer.WriteBytes(message.Sender.AsSpan());
            writer.WriteBytes(message.Target.AsSpan());
            writer.WriteU256(message.Value);
        }
    }

    /// <summary>Writes each code where the first leaf refers to it, and numbers it.</summary>
    private static void WriteCodes(
        scoped ref CompactWriter writer, scoped ReadOnlySpan<WitnessEntry> entries, scoped ReadOnlySpan<IndexedEntry> updates, scoped ref WitnessCodes codes)
    {
        for (int i = 0; i < updates.Length; i++)
            WriteCode(ref writer, in entries[updates[i].Entry], ref codes);
        for (int i = 0; i < entries.Length; i++)
        {
            if (IsCreation(in entries[i]))
                WriteCode(ref writer, in entries[i], ref codes);
        }

        writer.WriteVarint(0);
    }

    private static void WriteCode(scoped ref CompactWriter writer, in WitnessEntry entry, scoped ref WitnessCodes codes)
    {
        if (!HasNewCode(in entry) || !codes.TryNumber(entry.Current.Account.CodeHash, out ReadOnlySpan<byte> code))
            return;
        writer.WriteVarint((ulong)code.Length);
        writer.WriteBytes(code);
    }

    /// <summary>Whether the entry is an account whose code, not empty, is another one than before the batch.</summary>
    private static bool HasNewCode(in WitnessEntry entry) =>
        entry.Key.IsAccount && entry.Current.Account.HasCode && entry.Current.Account.CodeHash != entry.Original.Account.CodeHash;

    private static void WriteUpdates(
        scoped ref CompactWriter writer, scoped ReadOnlySpan<WitnessEntry> entries, scoped ReadOnlySpan<IndexedEntry> updates, scoped in WitnessCodes codes)
    {
        writer.WriteVarint((ulong)updates.Length);
        ulong next = 0;
        for (int i = 0; i < updates.Length; i++)
        {
            WriteUpdate(ref writer, in entries[updates[i].Entry], next, in codes);
            next = updates[i].Index + 1;
        }
    }

    private static void WriteUpdate(scoped ref CompactWriter writer, in WitnessEntry entry, ulong firstIndex, scoped in WitnessCodes codes)
    {
        ulong nonceIncrement = 0;
        U256 value = default;
        bool hasValue = false;
        bool hasCode = false;
        if (entry.Change == LeafChange.Updated)
        {
            bool isAccount = entry.Key.IsAccount;
            nonceIncrement = entry.Current.Account.Nonce - entry.Original.Account.Nonce;
            value = isAccount ? entry.Current.Account.Balance : entry.Current.Word;
            hasValue = value != (isAccount ? entry.Original.Account.Balance : entry.Original.Word);
            hasCode = isAccount && entry.Current.Account.CodeHash != entry.Original.Account.CodeHash;
        }

        ulong flags = (nonceIncrement != 0 ? LeafUpdate.NonceFlag : 0) | (hasValue ? LeafUpdate.ValueFlag : 0) | (hasCode ? LeafUpdate.CodeFlag : 0);
        writer.WriteVarint(((entry.Index - firstIndex) << LeafUpdate.FlagBits) | flags);
        if (nonceIncrement != 0)
            writer.WriteVarint(nonceIncrement);
        if (hasValue)
            writer.WriteU256(in value);
        if (hasCode)
            writer.WriteVarint(entry.Current.Account.HasCode ? codes.NumberOf(entry.Current.Account.CodeHash) : 0);
    }

    private static void WriteCreations(scoped ref CompactWriter writer, scoped ReadOnlySpan<WitnessEntry> entries, scoped in WitnessCodes codes)
    {
        ulong count = 0;
        for (int i = 0; i < entries.Length; i++)
            count += IsCreation(in entries[i]) ? 1UL : 0;
        writer.WriteVarint(count);

        var owners = default(RecentOwners);
        for (int i = 0; i < entries.Length; i++)
        {
            if (!IsCreation(in entries[i]))
                continue;
            if (entries[i].Key.IsAccount)
                WriteAccount(ref writer, in entries[i], in codes, ref owners);
            else
                WriteSlot(ref writer, in entries[i], ref owners);
        }
    }

    private static bool IsCreation(in WitnessEntry entry) => entry.Change == LeafChange.Created && !IsDerived(entry.Key);

    private static void WriteAccount(scoped ref CompactWriter writer, in WitnessEntry entry, scoped in WitnessCodes codes, scoped ref RecentOwners owners)
    {
        Address address = entry.Key.Address;
        AccountState account = entry.Current.Account;
        writer.WriteByte(account.HasCode ? LeafCreation.ContractTag : LeafCreation.AccountTag);
        writer.WriteBytes(address.AsSpan());
        owners.Add(in address);
        writer.WriteVarint(account.Nonce);
        writer.WriteU256(account.Balance);
        if (account.HasCode)
            writer.WriteVarint(codes.NumberOf(account.CodeHash));
    }

    private static void WriteSlot(scoped ref CompactWriter writer, in WitnessEntry entry, scoped ref RecentOwners owners)
    {
        Address address = entry.Key.Address;
        int age = owners.AgeOf(in address);
        if (age >= 0)
        {
            writer.WriteByte((byte)(LeafCreation.RecentSlotTag + age));
        }
        else
        {
            writer.WriteByte(LeafCreation.SlotTag);
            writer.WriteBytes(address.AsSpan());
            owners.Add(in address);
        }

        writer.WriteU256(entry.Key.Slot);
        writer.WriteU256(entry.Current.Word);
    }
}
