using System.Runtime.InteropServices;
using Rollup.Execution.Blocks;
using Rollup.Execution.Memory;
using Rollup.Execution.Scheduling;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Execution.Versions;

/// <summary>
/// What the transactions of a block have written so far, by location and transaction: each transaction reads what the ones below it wrote
/// (Block-STM, section 3.1; Gelashvili et al. 2022). Besides whole contents there are credits: amounts added to a balance without reading
/// it, so that they commute; whoever reads the balance adds them up. Values are immutable, and lie in the writer's arena until the block is done.
/// Transactions are committed in order. Nobody reads below a committed transaction any more: its entries are settled, that is folded into one
/// value, when a list would grow, so that no list is longer than the part of the block that is in flight.
/// </summary>
internal sealed unsafe class MultiVersionMemory : IDisposable
{
    /// <summary>Instead of a transaction: there is none.</summary>
    public const int NoTransaction = -1;

    private const int ExpectedLocationsPerTransaction = 4;

    private readonly LocationTable _locations = new();
    private IBaseState _base = null!;
    private AccessRecord* _records;
    private int _capacity;
    private int _mostLocations;
    private Location* _vault;
    private PaddedCounter _committed;

    /// <summary>How many transactions are committed: all below this index are final.</summary>
    public int Committed => _committed.Value;

    /// <summary>
    /// Forgets the last block, which had <paramref name="lastLocations"/> locations. Its arenas must have been reset. Transactions may use far
    /// more locations than usual: when they have done so, there is room for as many in the blocks that follow.
    /// </summary>
    public void Begin(int transactions, int lastLocations, IBaseState baseState, in Address vault, LocationArena arena)
    {
        _base = baseState;
        _mostLocations = Math.Max(lastLocations, _mostLocations / 8 * 7);
        _committed.Value = 0;
        _locations.Reset(Math.Max(transactions * ExpectedLocationsPerTransaction, _mostLocations));
        if (_capacity < transactions)
        {
            NativeMemory.AlignedFree(_records);
            _records = (AccessRecord*)NativeMemory.AlignedAlloc((nuint)transactions * (nuint)sizeof(AccessRecord), 64);
            _capacity = transactions;
        }

        _vault = Locate(StateKey.Account(in vault), arena);
    }

    /// <summary>The location of <paramref name="key"/>.</summary>
    public Location* Locate(in StateKey key, LocationArena arena) => _locations.GetOrAdd(in key, arena);

    /// <summary>The account of the fee vault; credits to it are tips (<see cref="TransactionRecord.Tip"/>).</summary>
    public Location* Vault => _vault;

    /// <summary>What the last execution of a transaction read and wrote.</summary>
    public AccessRecord* Record(int transaction) => _records + transaction;

    /// <summary>
    /// Reads what <paramref name="transaction"/>, which is not committed, sees at <paramref name="location"/>. Returns the transaction to wait for,
    /// if a value is only estimated to be written again, else <see cref="NoTransaction"/>.
    /// </summary>
    public int Read(Location* location, int transaction, ReadKind kind, NativeArena arena, out ReadRecord record)
    {
        record = new ReadRecord { Location = location, Kind = kind, Writer = NoTransaction };
        if (kind == ReadKind.Presence)
            return NoTransaction;
        U256 credit = default;
        if (Volatile.Read(ref location->Count) != 0 || location == _vault)
        {
            Location.Acquire(location);
            int blocking = Resolve(location, transaction, ref record, ref credit);
            Location.Release(location);
            if (blocking != NoTransaction)
                return blocking;
        }
        else if (location->Settled != null)
        {
            record.Value = location->Settled;
            record.Writer = location->SettledBy;
        }

        if (record.Value == null)
            record.Value = BaseValue(location, arena);
        if (!credit.IsZero)
            record.Value = Credited((AccountState*)record.Value, in credit, arena);
        return NoTransaction;
    }

    /// <summary>Publishes an execution that others have to be validated against: what it read, and what it wrote.</summary>
    public void Publish(int transaction, ReadOnlySpan<ReadRecord> reads, ReadOnlySpan<WriteRecord> writes, in U256 tip, NativeArena arena)
    {
        Keep(transaction, reads, writes, in tip, arena);
        foreach (ref readonly WriteRecord write in writes)
            Put(transaction, in write, arena);
    }

    /// <summary>
    /// Publishes an execution of the first transaction that is not committed, which therefore read nothing but final values; also in place of
    /// what an aborted execution of it has published.
    /// </summary>
    public void PublishFinal(int transaction, ReadOnlySpan<WriteRecord> writes, in U256 tip, bool wasPublished, NativeArena arena)
    {
        foreach (ref readonly WriteRecord write in writes)
            Settle(transaction, in write, arena);
        AccessRecord* record = _records + transaction;
        for (int i = 0; wasPublished && i < record->WriteCount; i++)
            Remove(record->Writes[i].Location, transaction);
        record->Tip = tip;
    }

    /// <summary>Turns what an aborted execution wrote into estimates.</summary>
    public void MarkEstimates(int transaction)
    {
        AccessRecord* record = _records + transaction;
        for (int i = 0; i < record->WriteCount; i++)
        {
            Location* location = record->Writes[i].Location;
            Location.Acquire(location);
            location->Entries[location->CountBelow(transaction)].IsEstimate = true;
            Location.Release(location);
        }
    }

    /// <summary>
    /// Whether the transaction, executed now, would read what its execution read; the conflicting writer if not. Versions are compared
    /// first, then contents: who wrote the same value again invalidates nobody. Final if all transactions below are committed.
    /// </summary>
    public bool IsValid(int transaction, NativeArena arena, out int writer)
    {
        writer = NoTransaction;
        AccessRecord* record = _records + transaction;
        for (int i = 0; i < record->ReadCount; i++)
        {
            ReadRecord* before = record->Reads + i;
            if (before->Location == null)
                continue;
            bool isSame = Read(before->Location, transaction, before->Kind, arena, out ReadRecord now) == NoTransaction && IsSame(before, &now);
            if (isSame)
                continue;
            writer = now.Writer;
            return false;
        }

        return true;
    }

    /// <summary>Makes the next transaction final. By one thread at a time.</summary>
    public void Commit()
    {
        int transaction = Committed;
        AccessRecord* record = _records + transaction;
        record->TipsUpTo = (transaction == 0 ? default : record[-1].TipsUpTo) + record->Tip;
        _committed.Value = transaction + 1;
    }

    /// <summary>
    /// Adds what the committed transactions changed or touched among the locations that <paramref name="arena"/> holds. Nothing else goes on.
    /// </summary>
    public void Collect(LocationArena locations, NativeArena arena, BlockChanges changes)
    {
        for (int chunk = 0; chunk < locations.ChunkCount; chunk++)
        {
            foreach (ref Location entry in locations.Chunk(chunk))
            {
                if (entry.IsTouched)
                {
                    fixed (Location* location = &entry)
                        Collect(location, arena, changes);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _locations.Dispose();
        NativeMemory.AlignedFree(_records);
        _records = null;
        _capacity = 0;
    }

    private void Collect(Location* location, NativeArena arena, BlockChanges changes)
    {
        changes.Touched.Add(location->Key);
        if (location->Count == 0 && location->Settled == null && location != _vault)
            return;
        bool isAccount = location->Key.IsAccount;
        _ = Read(location, Committed, isAccount ? ReadKind.Account : ReadKind.Slot, arena, out ReadRecord last);
        void* before = BaseValue(location, arena);
        if (isAccount && *(AccountState*)before != *(AccountState*)last.Value)
            changes.Accounts.Add(new(location->Key.Address, *(AccountState*)last.Value));
        else if (!isAccount && *(U256*)before != *(U256*)last.Value)
            changes.Slots.Add(new(location->Key, *(U256*)last.Value));
    }

    /// <summary>Keeps what an execution read and wrote where every thread can find it.</summary>
    private void Keep(int transaction, ReadOnlySpan<ReadRecord> reads, ReadOnlySpan<WriteRecord> writes, in U256 tip, NativeArena arena)
    {
        AccessRecord* record = _records + transaction;
        record->ReadCount = reads.Length;
        record->Reads = arena.Allocate<ReadRecord>(reads.Length);
        reads.CopyTo(new Span<ReadRecord>(record->Reads, reads.Length));
        record->WriteCount = writes.Length;
        record->Writes = arena.Allocate<WriteRecord>(writes.Length);
        writes.CopyTo(new Span<WriteRecord>(record->Writes, writes.Length));
        record->Tip = tip;
    }

    /// <summary>Finds the last whole content below <paramref name="transaction"/> and the credits above it. Under the lock.</summary>
    private int Resolve(Location* location, int transaction, ref ReadRecord record, ref U256 credit)
    {
        bool isCodeOnly = record.Kind == ReadKind.HasCode;
        int whole = location->Settled == null ? NoTransaction : location->SettledBy;
        record.Value = location->Settled;
        int first = isCodeOnly && location->WholeCount == 0 ? 0 : location->CountBelow(transaction);
        for (int i = first - 1; i >= 0; i--)
        {
            VersionEntry* entry = location->Entries + i;
            if (entry->IsCredit && isCodeOnly)
                continue;
            record.Writer = Math.Max(record.Writer, entry->Transaction);
            if (entry->IsEstimate)
                return entry->Transaction;
            if (!entry->IsCredit)
            {
                record.Value = entry->Value;
                whole = entry->Transaction;
                break;
            }

            credit += *(U256*)entry->Value;
        }

        record.Writer = Math.Max(record.Writer, whole);
        if (location == _vault && !isCodeOnly)
            credit += Tips(whole, transaction);
        return NoTransaction;
    }

    /// <summary>
    /// The tips of the transactions above <paramref name="after"/> and below <paramref name="before"/>; of those that are not committed some may
    /// be missing or half written, which validation notices.
    /// </summary>
    private U256 Tips(int after, int before)
    {
        int committed = Math.Min(Committed, before);
        U256 sum = default;
        if (committed - 1 > after)
            sum = _records[committed - 1].TipsUpTo - (after < 0 ? default : _records[after].TipsUpTo);
        for (int i = Math.Max(committed, after + 1); i < before; i++)
            sum += _records[i].Tip;
        return sum;
    }

    private static bool IsSame(ReadRecord* a, ReadRecord* b)
    {
        if (a->Value == b->Value)
            return true;
        return a->Kind switch
        {
            ReadKind.Slot => *(U256*)a->Value == *(U256*)b->Value,
            ReadKind.HasCode => ((AccountState*)a->Value)->HasCode == ((AccountState*)b->Value)->HasCode,
            _ => *(AccountState*)a->Value == *(AccountState*)b->Value,
        };
    }

    private static AccountState* Credited(AccountState* account, in U256 credit, NativeArena arena)
    {
        AccountState* sum = arena.Allocate<AccountState>(1);
        *sum = account->WithBalance(account->Balance + credit);
        return sum;
    }

    /// <summary>Adds the entry of an execution that is not final.</summary>
    private void Put(int transaction, in WriteRecord write, NativeArena arena)
    {
        Location* location = write.Location;
        Location.Acquire(location);
        if (location->Count == location->Capacity)
            MakeRoom(location, arena);
        int index = location->CountBelow(transaction);
        var moved = new Span<VersionEntry>(location->Entries + index, location->Count - index);
        moved.CopyTo(new Span<VersionEntry>(location->Entries + index + 1, moved.Length));
        location->Entries[index] = new VersionEntry { Transaction = transaction, IsCredit = write.IsCredit, Value = write.Value };
        location->WholeCount += write.IsCredit ? 0 : 1;
        Volatile.Write(ref location->Count, location->Count + 1);
        Location.Release(location);
    }

    /// <summary>Settles the entries of committed transactions; if that is not enough, takes a longer list.</summary>
    private void MakeRoom(Location* location, NativeArena arena)
    {
        if (location->Capacity == 0)
        {
            location->Entries = &location->First;
            location->Capacity = 1;
            return;
        }

        Drop(location, Fold(location, Committed, arena));
        if (2 * location->Count <= location->Capacity)
            return;
        int capacity = location->Capacity * 4;
        VersionEntry* entries = arena.Allocate<VersionEntry>(capacity);
        new Span<VersionEntry>(location->Entries, location->Count).CopyTo(new Span<VersionEntry>(entries, capacity));
        location->Entries = entries;
        location->Capacity = capacity;
    }

    /// <summary>
    /// Folds the entries of transactions below <paramref name="end"/>, all committed, into the settled value. Returns how many entries
    /// that makes superfluous: none if there are only credits and nobody has read the base.
    /// </summary>
    private static int Fold(Location* location, int end, NativeArena arena)
    {
        int count = location->CountBelow(end);
        void* value = location->Bottom;
        U256 credit = default;
        for (int i = 0; i < count; i++)
        {
            VersionEntry* entry = location->Entries + i;
            if (entry->IsCredit)
            {
                credit += *(U256*)entry->Value;
            }
            else
            {
                value = entry->Value;
                credit = default;
            }
        }

        if (count == 0 || value == null)
            return 0;
        location->SettledBy = location->Entries[count - 1].Transaction;
        Volatile.Write(ref *(nint*)&location->Settled, (nint)(credit.IsZero ? value : Credited((AccountState*)value, in credit, arena)));
        return count;
    }

    /// <summary>Removes the first <paramref name="count"/> entries.</summary>
    private static void Drop(Location* location, int count)
    {
        for (int i = 0; i < count; i++)
            location->WholeCount -= location->Entries[i].IsCredit ? 0 : 1;
        var kept = new Span<VersionEntry>(location->Entries + count, location->Count - count);
        kept.CopyTo(new Span<VersionEntry>(location->Entries, kept.Length));
        Volatile.Write(ref location->Count, kept.Length);
    }

    /// <summary>Writes what is final: it takes the place of all that the committed transactions, and this one, have written.</summary>
    private void Settle(int transaction, in WriteRecord write, NativeArena arena)
    {
        Location* location = write.Location;
        void* value = write.Value;
        if (write.IsCredit)
        {
            // No estimate can be in the way: all transactions below are committed.
            _ = Read(location, transaction, ReadKind.Account, arena, out ReadRecord below);
            value = Credited((AccountState*)below.Value, in *(U256*)write.Value, arena);
        }

        Location.Acquire(location);
        location->SettledBy = transaction;
        Volatile.Write(ref *(nint*)&location->Settled, (nint)value);
        if (location->Count != 0)
            Drop(location, location->CountBelow(transaction + 1));
        Location.Release(location);
    }

    /// <summary>Removes what an aborted execution has written, if the next one has not written there.</summary>
    private static void Remove(Location* location, int transaction)
    {
        Location.Acquire(location);
        int index = location->CountBelow(transaction);
        if (index < location->Count && location->Entries[index].Transaction == transaction)
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
