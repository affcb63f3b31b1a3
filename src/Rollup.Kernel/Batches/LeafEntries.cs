using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Batches;

/// <summary>What a batch did to a leaf that existed before it.</summary>
public readonly struct LeafUpdate
{
    /// <summary>Bit of the flags: the nonce has increased.</summary>
    internal const ulong NonceFlag = 1;

    /// <summary>Bit of the flags: the account's balance, or the slot's value, is another one.</summary>
    internal const ulong ValueFlag = 2;

    /// <summary>Bit of the flags: the account's code is another one.</summary>
    internal const ulong CodeFlag = 4;

    /// <summary>The number of flag bits below the index.</summary>
    internal const int FlagBits = 3;

    /// <summary>The leaf's index.</summary>
    public ulong Index { get; init; }

    /// <summary>By how much the account's nonce has increased; always 0 for a slot.</summary>
    public ulong NonceIncrement { get; init; }

    /// <summary>Whether <see cref="Value"/> is the account's new balance or the slot's new value; otherwise it has not changed.</summary>
    public bool HasValue { get; init; }

    /// <summary>The new balance in wei, or the slot's new value.</summary>
    public U256 Value { get; init; }

    /// <summary>Whether the account's code is another one; always false for a slot.</summary>
    public bool HasCode { get; init; }

    /// <summary>The place of the new code among the batch's codes, from 1; 0 if the account has none any more.</summary>
    public uint Code { get; init; }

    /// <summary>Whether the leaf is gone: an update that changes nothing means that.</summary>
    public bool IsDeletion => NonceIncrement == 0 && !HasValue && !HasCode;
}

/// <summary>An entry that a batch added to the state.</summary>
public readonly struct LeafCreation
{
    /// <summary>Tag of an account without code.</summary>
    internal const byte AccountTag = 0;

    /// <summary>Tag of an account with code.</summary>
    internal const byte ContractTag = 1;

    /// <summary>Tag of a slot whose owner is spelled out.</summary>
    internal const byte SlotTag = 2;

    /// <summary>The first tag of a slot whose owner is one of the <see cref="RecentOwners"/>: the tag of the latest.</summary>
    internal const byte RecentSlotTag = 3;

    /// <summary>The entry's name.</summary>
    public StateKey Key { get; init; }

    /// <summary>Its value; of an account without its code.</summary>
    public StateValue Value { get; init; }

    /// <summary>The place of the account's code among the batch's codes, from 1; 0 if it has none.</summary>
    public uint Code { get; init; }
}

/// <summary>A touched entry that has a leaf, and the leaf's index to sort it by.</summary>
internal struct IndexedEntry
{
    /// <summary>The leaf's index.</summary>
    public ulong Index;

    /// <summary>The entry's position among the witness's entries.</summary>
    public int Entry;

    /// <summary>Sorts by index, in place (heapsort: no recursion, and the same number of steps for every order within a factor).</summary>
    public static void Sort(Span<IndexedEntry> items)
    {
        for (int root = (items.Length / 2) - 1; root >= 0; root--)
            SiftDown(items, root);
        for (int end = items.Length - 1; end > 0; end--)
        {
            (items[0], items[end]) = (items[end], items[0]);
            SiftDown(items[..end], 0);
        }
    }

    /// <summary>Restores the heap, the largest item first, below one item that may be too small for its place.</summary>
    private static void SiftDown(Span<IndexedEntry> heap, int root)
    {
        IndexedEntry item = heap[root];
        while (true)
        {
            int child = (2 * root) + 1;
            if (child >= heap.Length)
                break;
            if (child + 1 < heap.Length && heap[child + 1].Index > heap[child].Index)
                child++;
            if (heap[child].Index <= item.Index)
                break;
            heap[root] = heap[child];
            root = child;
        }

        heap[root] = item;
    }
}
