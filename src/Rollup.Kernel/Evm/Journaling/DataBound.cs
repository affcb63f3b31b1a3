using System.Numerics;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;

namespace Rollup.Kernel.Evm.Journaling;

/// <summary>
/// Bounds what a transaction adds to its batch's L1 data (<see cref="Batches.BatchData"/>). What a batch writes of an entry never exceeds the sum of
/// the bounds of the transactions that changed it: the one that made it appear counts its name in full, every other one the index of its leaf;
/// the one that changed it last counts its value; increases of a nonce take no more bytes together than one by one.
/// </summary>
internal static unsafe class DataBound
{
    /// <summary>The most for a credit that is not in the journal, to the fee vault or to an account without code: the account appears.</summary>
    public const ulong Credit = Name + 1 + Word;

    /// <summary>The most bytes in front of a created leaf's fields: tag and owner.</summary>
    private const ulong Name = 1 + Address.Size;

    /// <summary>The most bytes of a 256-bit integer.</summary>
    private const ulong Word = 1 + U256.Size;

    /// <summary>The most bytes of a leaf's index and its flags. Indices count created leaves: none ever reaches 2^46.</summary>
    private const ulong Index = 7;

    /// <summary>The most bytes of a reference to a code, of which a batch has less than 2^28.</summary>
    private const ulong CodeReference = 4;

    /// <summary>The most for one authorization: its account appears, with the smallest nonces, and delegates.</summary>
    private const ulong Authorization = Name + 2 + Word + CodeReference + 1 + Delegation.Size;

    /// <summary>What the sender, the recipient and the fee vault of a transaction add at most.</summary>
    private const ulong Unavoidable = Index + 10 + Word + (2 * Credit);

    /// <summary>Whether so many authorizations, which no failure undoes, surely leave a transaction within <paramref name="limit"/> bytes.</summary>
    public static bool HasRoomForAuthorizations(int count, ulong limit) => Unavoidable + (Authorization * (ulong)count) <= limit;

    /// <summary>The bound for everything in the journal: accounts, slots, code and messages.</summary>
    public static ulong Measure(ref Journal journal)
    {
        ulong bytes = 0;
        for (int i = 0; i < journal.Accounts.Count; i++)
            bytes += OfAccount(in *journal.Account(i));
        for (int i = 0; i < journal.Slots.Count; i++)
        {
            SlotEntry* slot = journal.Slots.Items + i;
            if (slot->Value != slot->Original)
                bytes += OfSlot(in *slot, in *journal.Account(slot->Account));
        }

        return bytes;
    }

    private static ulong OfAccount(in AccountEntry entry)
    {
        bool existed = !entry.Original.IsEmpty;
        if (entry.IsRemoved)
            return existed ? Index : 0;
        if (!entry.IsChanged)
            return 0;
        ulong bytes = (existed ? Index : Name) + VarintLength(entry.Nonce - entry.Original.Nonce) + Word;
        return entry.IsCodeChanged ? bytes + CodeReference + VarintLength(entry.CodeSize) + entry.CodeSize : bytes;
    }

    /// <summary>The bound of a slot whose value has changed; those of an account that destroyed itself are not written.</summary>
    private static ulong OfSlot(in SlotEntry slot, in AccountEntry owner)
    {
        if (owner.IsDestroyed)
            return 0;
        ulong bytes = slot.Original.IsZero ? Name + WordLength(in slot.Slot) : Index;
        if (!slot.Value.IsZero)
            bytes += WordLength(in slot.Value);

        // The messenger's only slot counts the messages: each has an entry.
        return owner.Address == ProtocolConstants.Messenger ? bytes + (BatchData.MaxMessageSize * (slot.Value - slot.Original).L0) : bytes;
    }

    private static ulong WordLength(in U256 word) => 1 + (ulong)word.ByteLength;

    private static ulong VarintLength(ulong value) => (ulong)(BitOperations.Log2(value | 1) / 7) + 1;
}
