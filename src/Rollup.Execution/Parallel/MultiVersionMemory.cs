using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Execution.Parallel;

/// <summary>
/// What the transactions of a block have written so far, by location and transaction: each transaction reads what the ones below it wrote
/// (Block-STM, section 3.1; Gelashvili et al. 2022). Besides whole contents there are credits: amounts added to a balance without reading
/// it, so that they commute; whoever reads the balance adds them up. Values are immutable, and lie in the writer's arena until the block is done.
/// </summary>
internal sealed unsafe class MultiVersionMemory : IDisposable
{
    /// <summary>Instead of a transaction to wait for: there is none.</summary>
    public const int NoTransaction = -1;

    private const int ExpectedLocationsPerTransaction = 4;

    private readonly LocationTable _locations = new();
    private IBaseState _base = null!;
    private nint[] _reads = [];
    private nint[] _writes = [];

    /// <summary>Forgets the last block. Its arenas may be reset then.</summary>
    public void Begin(int transactions, IBaseState baseState)
    {
        _base = baseState;
        _locations.Reset(transactions * ExpectedLocationsPerTransaction);
        if (_reads.Length < transactions)
        {
            _reads = new nint[transactions];
            _writes = new nint[transactions];
        }

        _reads.AsSpan().Clear();
        _writes.AsSpan().Clear();
    }

    /// <summary>The location of <paramref name="key"/>.</summary>
    public Location* Locate(in StateKey key, NativeArena arena) => _locations.GetOrAdd(in key, arena);

    /// <summary>
    /// Reads what <paramref name="transaction"/> sees at <paramref name="location"/>. Returns the transaction to wait for, if a value is
    /// only estimated to be written again, else <see cref="NoTransaction"/>.
    /// </summary>
    public int Read(Location* location, int transaction, ReadKind kind, NativeArena arena, out ReadRecord record)
    {
        record = default;
        record.Location = location;
        record.Kind = kind;
        if (Volatile.Read(ref location->Count) != 0)
        {
            Location.Acquire(location);
            int blocking = Resolve(location, transaction, ref record);
            Location.Release(location);
            if (blocking != NoTransaction)
                return blocking;
        }

        if (record.Value == null)
            record.Value = BaseValue(location, arena);
        return NoTransaction;
    }

    /// <summary>
    /// Publishes an execution: what it read, and what it wrote in place of what the transaction's previous execution wrote. Returns whether
    /// readers above may not have been told by an estimate that something would be written: they have to be validated again.
    /// </summary>
    public bool Record(int transaction, int incarnation, ReadOnlySpan<ReadRecord> reads, ReadOnlySpan<WriteRecord> writes, NativeArena arena)
    {
        bool isWiderThanEstimated = false;
        WrittenLocations* written = arena.Allocate<WrittenLocations>(1);
        written->Count = writes.Length;
        written->Locations = (Location**)arena.Allocate<nint>(writes.Length);
        for (int i = 0; i < writes.Length; i++)
        {
            written->Locations[i] = writes[i].Location;
            isWiderThanEstimated |= Put(transaction, incarnation, in writes[i], arena);
        }

        var before = (WrittenLocations*)_writes[transaction];
        for (int i = 0; before != null && i < before->Count; i++)
            RemoveIfOlder(before->Locations[i], transaction, incarnation);

        _writes[transaction] = (nint)written;
        Volatile.Write(ref _reads[transaction], (nint)ReadSet.Create(arena, reads));
        return isWiderThanEstimated;
    }

    /// <summary>Turns what the aborted execution wrote into estimates.</summary>
    public void MarkEstimates(int transaction)
    {
        var written = (WrittenLocations*)_writes[transaction];
        for (int i = 0; i < written->Count; i++)
        {
            Location* location = written->Locations[i];
            Location.Acquire(location);
            int index = location->CountBelow(transaction);
            location->Entries[index].IsEstimate = true;
            Location.Release(location);
        }
    }

    /// <summary>Marks all that the last execution of <paramref name="transaction"/> read or wrote. By one thread, when the block is done.</summary>
    public void MarkTouched(int transaction)
    {
        var reads = (ReadSet*)_reads[transaction];
        for (int i = 0; i < reads->Count; i++)
            reads->Records[i].Location->IsTouched = true;
        var written = (WrittenLocations*)_writes[transaction];
        for (int i = 0; i < written->Count; i++)
            written->Locations[i]->IsTouched = true;
    }

    /// <summary>
    /// Whether the transaction, executed now, would read what its last execution read. Versions are compared first, then contents: a
    /// re-execution below that wrote the same value again invalidates nobody.
    /// </summary>
    public bool IsValid(int transaction, NativeArena arena)
    {
        var reads = (ReadSet*)Volatile.Read(ref _reads[transaction]);
        for (int i = 0; i < reads->Count; i++)
        {
            ref ReadRecord before = ref reads->Records[i];
            if (Read(before.Location, transaction, before.Kind, arena, out ReadRecord now) != NoTransaction || !IsSame(in before, in now))
                return false;
        }

        return true;
    }

    /// <summary>
    /// The keys whose value after the first <paramref name="transactions"/> transactions differs from the base: share <paramref name="share"/>
    /// of <paramref name="shares"/>. All transactions have been executed and validated.
    /// </summary>
    public void CollectChanges(
        int transactions, int share, int shares, NativeArena arena, List<KeyValuePair<Address, AccountState>> accounts, List<KeyValuePair<StateKey, U256>> slots, List<StateKey> touched)
    {
        for (var bucket = (uint)share; bucket < _locations.Capacity; bucket += (uint)shares)
        {
            for (Location* location = _locations.Bucket(bucket); location != null; location = location->Next)
            {
                if (location->IsTouched)
                    touched.Add(location->Key);
                if (location->Count == 0)
                    continue;
                ReadKind kind = location->Key.IsAccount ? ReadKind.Account : ReadKind.Slot;
                _ = Read(location, transactions, kind, arena, out ReadRecord last);
                var first = new ReadRecord { Kind = kind, Value = BaseValue(location, arena) };
                if (IsSame(in first, in last))
                    continue;
                if (location->Key.IsAccount)
                    accounts.Add(new(location->Key.Address, AccountOf(in last)));
                else
                    slots.Add(new(location->Key, *(U256*)last.Value));
            }
        }
    }

    /// <summary>The account that a read of <see cref="ReadKind.Account"/> found.</summary>
    public static AccountState AccountOf(in ReadRecord record)
    {
        AccountState account = *(AccountState*)record.Value;
        return record.Credit.IsZero ? account : account.WithBalance(account.Balance + record.Credit);
    }

    /// <inheritdoc/>
    public void Dispose() => _locations.Dispose();

    /// <summary>Finds the last whole content below <paramref name="transaction"/> and the credits above it. Under the lock.</summary>
    private static int Resolve(Location* location, int transaction, ref ReadRecord record)
    {
        if (record.Kind == ReadKind.HasCode && location->WholeCount == 0)
            return NoTransaction;
        for (int i = location->CountBelow(transaction) - 1; i >= 0; i--)
        {
            VersionEntry* entry = location->Entries + i;
            if (entry->IsCredit && record.Kind == ReadKind.HasCode)
                continue;
            if (entry->IsEstimate)
                return entry->Transaction;
            if (!entry->IsCredit)
            {
                record.Value = entry->Value;
                return NoTransaction;
            }

            record.Credit += *(U256*)entry->Value;
        }

        return NoTransaction;
    }

    private static bool IsSame(in ReadRecord a, in ReadRecord b)
    {
        switch (a.Kind)
        {
            case ReadKind.Slot:
                return a.Value == b.Value || *(U256*)a.Value == *(U256*)b.Value;
            case ReadKind.HasCode:
                return a.Value == b.Value || ((AccountState*)a.Value)->HasCode == ((AccountState*)b.Value)->HasCode;
            default:
                return (a.Value == b.Value && a.Credit == b.Credit) || AccountOf(in a) == AccountOf(in b);
        }
    }

    /// <summary>Writes an entry; returns whether it is more than an estimate announced.</summary>
    private static bool Put(int transaction, int incarnation, in WriteRecord write, NativeArena arena)
    {
        Location* location = write.Location;
        Location.Acquire(location);
        int index = location->CountBelow(transaction);
        bool isKnown = index < location->Count && location->Entries[index].Transaction == transaction;
        if (!isKnown)
            Insert(location, index, arena);
        VersionEntry* entry = location->Entries + index;

        // Who asked only for the code has not been held up by the estimate of a credit.
        bool isWider = !isKnown || (entry->IsCredit && !write.IsCredit);
        bool wasWhole = isKnown && !entry->IsCredit;
        location->WholeCount += (write.IsCredit ? 0 : 1) - (wasWhole ? 1 : 0);
        *entry = new VersionEntry { Transaction = transaction, Incarnation = incarnation, IsCredit = write.IsCredit, Value = write.Value };
        Location.Release(location);
        return isWider;
    }

    private static void Insert(Location* location, int index, NativeArena arena)
    {
        if (location->Count == location->Capacity)
        {
            int capacity = Math.Max(2, location->Capacity * 2);
            VersionEntry* entries = arena.Allocate<VersionEntry>(capacity);
            new Span<VersionEntry>(location->Entries, location->Count).CopyTo(new Span<VersionEntry>(entries, capacity));
            location->Entries = entries;
            location->Capacity = capacity;
        }

        var moved = new Span<VersionEntry>(location->Entries + index, location->Count - index);
        moved.CopyTo(new Span<VersionEntry>(location->Entries + index + 1, moved.Length));
        Volatile.Write(ref location->Count, location->Count + 1);
    }

    private static void RemoveIfOlder(Location* location, int transaction, int incarnation)
    {
        Location.Acquire(location);
        int index = location->CountBelow(transaction);
        if (location->Entries[index].Incarnation != incarnation)
        {
            location->WholeCount -= location->Entries[index].IsCredit ? 0 : 1;
            var moved = new Span<VersionEntry>(location->Entries + index + 1, location->Count - index - 1);
            moved.CopyTo(new Span<VersionEntry>(location->Entries + index, moved.Length));
            Volatile.Write(ref location->Count, location->Count - 1);
        }

        Location.Release(location);
    }

    /// <summary>The value in the base state, read from there once for all threads and executions, except in a race.</summary>
    private void* BaseValue(Location* location, NativeArena arena)
    {
        ref nint known = ref *(nint*)&location->Base;
        nint value = Volatile.Read(ref known);
        if (value != 0)
            return (void*)value;
        Address address = location->Key.Address;
        if (location->Key.IsAccount)
        {
            AccountState* account = arena.Allocate<AccountState>(1);
            *account = _base.GetAccount(in address);
            value = (nint)account;
        }
        else
        {
            U256 slot = location->Key.Slot;
            U256* content = arena.Allocate<U256>(1);
            *content = _base.GetSlot(in address, in slot);
            value = (nint)content;
        }

        nint other = Interlocked.CompareExchange(ref known, value, 0);
        return (void*)(other == 0 ? value : other);
    }
}
