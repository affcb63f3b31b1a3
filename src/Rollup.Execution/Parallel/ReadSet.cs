namespace Rollup.Execution.Parallel;

/// <summary>
/// Everything that one execution of a transaction read, in an arena: published as one pointer, unchanged from then on, so that any
/// thread can validate it.
/// </summary>
internal unsafe struct ReadSet
{
    public int Count;
    public ReadRecord* Records;

    /// <summary>A copy of <paramref name="records"/> in <paramref name="arena"/>.</summary>
    public static ReadSet* Create(NativeArena arena, ReadOnlySpan<ReadRecord> records)
    {
        ReadSet* set = arena.Allocate<ReadSet>(1);
        set->Count = records.Length;
        set->Records = arena.Allocate<ReadRecord>(records.Length);
        records.CopyTo(new Span<ReadRecord>(set->Records, records.Length));
        return set;
    }
}
