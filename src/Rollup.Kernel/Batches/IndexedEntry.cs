namespace Rollup.Kernel.Batches;

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
