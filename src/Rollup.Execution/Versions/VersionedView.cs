using System.Runtime.CompilerServices;
using Rollup.Execution.Blocks;
using Rollup.Execution.Parallel;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;

namespace Rollup.Execution.Versions;

/// <summary>
/// The state as one execution of a transaction sees it: what the transactions below have written so far, else the base. Reads are recorded, for
/// validation; writes are collected, and published only once the execution is complete. A method returns false when the value is
/// an estimate; <see cref="Blocking"/> is then the transaction to wait for. As the EVM does, an execution first reads, then writes every entry at most once.
/// </summary>
internal unsafe struct VersionedView : IEvmState
{
    /// <summary>How many reads a write is looked for in before the table is asked: writes mostly follow the order of the reads.</summary>
    private const int Lookahead = 8;

    private readonly MultiVersionMemory _memory;
    private readonly IBaseState _base;
    private readonly CodeCache _codes;
    private readonly ExecutionBuffers _buffers;
    private readonly Address _vault;
    private readonly int _transaction;
    private int _nextRead;
    private bool _isVaultWritten;
    private U256 _tip;

    public VersionedView(MultiVersionMemory memory, IBaseState baseState, CodeCache codes, ExecutionBuffers buffers, in Address vault, int transaction)
    {
        _memory = memory;
        _base = baseState;
        _codes = codes;
        _buffers = buffers;
        _vault = vault;
        _transaction = transaction;
        Blocking = MultiVersionMemory.NoTransaction;
        buffers.Reads.Clear();
        buffers.Writes.Clear();
        buffers.BlockHashes.BeginExecution();
    }

    /// <summary>The transaction whose execution has to be awaited, once a method has returned false.</summary>
    public int Blocking { get; private set; }

    /// <summary>The credit to the fee vault, which is not among the writes.</summary>
    public readonly U256 Tip => _tip;

    /// <inheritdoc/>
    public bool TryGetAccount(in Address address, out AccountState account)
    {
        // The validity check and the EVM ask for the sender one after the other.
        if (_buffers.Reads.Count == 1)
        {
            ref ReadRecord first = ref _buffers.Reads[0];
            if (first.Kind == ReadKind.Account && first.Location->Key.Address == address)
            {
                account = *(AccountState*)first.Value;
                return true;
            }
        }

        Unsafe.SkipInit(out account);
        if (!TryRead(StateKey.Account(in address), ReadKind.Account, out void* value))
            return false;
        account = *(AccountState*)value;
        return true;
    }

    /// <inheritdoc/>
    public bool TryGetSlot(in Address address, in U256 slot, out U256 value)
    {
        Unsafe.SkipInit(out value);
        if (!TryRead(StateKey.StorageSlot(in address, in slot), ReadKind.Slot, out void* content))
            return false;
        value = *(U256*)content;
        return true;
    }

    /// <inheritdoc/>
    public bool TryHasCode(in Address address, out bool hasCode)
    {
        hasCode = false;
        if (!TryRead(StateKey.Account(in address), ReadKind.HasCode, out void* value))
            return false;
        hasCode = ((AccountState*)value)->HasCode;
        return true;
    }

    /// <inheritdoc/>
    public bool TrySetAccount(in Address address, in AccountState account)
    {
        AccountState* value = _buffers.Arena.Allocate<AccountState>(1);
        *value = account;
        Location* location = Locate(StateKey.Account(in address));
        _isVaultWritten |= location == _memory.Vault;
        AddWrite(location, value, isCredit: false);
        return true;
    }

    /// <inheritdoc/>
    public bool TrySetSlot(in Address address, in U256 slot, in U256 value)
    {
        U256* content = _buffers.Arena.Allocate<U256>(1);
        *content = value;
        AddWrite(Locate(StateKey.StorageSlot(in address, in slot)), content, isCredit: false);
        return true;
    }

    /// <summary>The balance is not read: the credit is added to what this execution writes itself, or left for readers to add.</summary>
    public bool TryCredit(in Address address, in U256 amount)
    {
        if (address == _vault && !_isVaultWritten)
        {
            _tip += amount;
            return true;
        }

        Location* location = Locate(StateKey.Account(in address));
        for (int i = _buffers.Writes.Count - 1; i >= 0; i--)
        {
            ref WriteRecord write = ref _buffers.Writes[i];
            if (write.Location != location)
                continue;
            if (write.IsCredit)
                *(U256*)write.Value += amount;
            else
                *(AccountState*)write.Value = ((AccountState*)write.Value)->WithBalance(((AccountState*)write.Value)->Balance + amount);
            return true;
        }

        if (amount.IsZero)
        {
            _buffers.Reads.Add() = new ReadRecord { Location = location, Kind = ReadKind.Presence };
            return true;
        }

        U256* credit = _buffers.Arena.Allocate<U256>(1);
        *credit = amount;
        AddWrite(location, credit, isCredit: true);
        return true;
    }

    /// <inheritdoc/>
    public readonly bool TryGetCode(in Hash256 codeHash, out CodeView code)
    {
        if (!_codes.TryGet(in codeHash, out code))
            code = _codes.Add(in codeHash, _base.GetCode(in codeHash));
        _buffers.Reads.Add() = new ReadRecord { Value = code.Code, Kind = ReadKind.Code };
        return true;
    }

    /// <inheritdoc/>
    public readonly bool TrySetCode(in Hash256 codeHash, ReadOnlySpan<byte> code)
    {
        _buffers.Reads.Add() = new ReadRecord { Value = _codes.Add(in codeHash, code).Code, Kind = ReadKind.CreatedCode };
        return true;
    }

    /// <inheritdoc/>
    public readonly bool TryGetBlockHash(ulong number, out Hash256 hash)
    {
        if (_buffers.BlockHashes.IsFirst(number))
        {
            Location* ringSlot = LocateInTable(StateKey.StorageSlot(ProtocolConstants.BlockHashes, number % ProtocolConstants.BlockHashRing));
            _buffers.Reads.Add() = new ReadRecord { Location = ringSlot, Kind = ReadKind.Presence };
        }

        hash = _buffers.BlockHashes.Get(_base, number);
        return true;
    }

    /// <inheritdoc/>
    public readonly bool TryHasStorage(in Address address, out bool hasStorage)
    {
        hasStorage = _base.HasStorage(in address);
        return true;
    }

    private bool TryRead(in StateKey key, ReadKind kind, out void* value)
    {
        int blocking = _memory.Read(LocateInTable(in key), _transaction, kind, _buffers.Arena, out ReadRecord record);
        value = record.Value;
        if (blocking != MultiVersionMemory.NoTransaction)
        {
            Blocking = blocking;
            return false;
        }

        _buffers.Reads.Add() = record;
        return true;
    }

    /// <summary>The location of an entry to write, which has most probably been read.</summary>
    private Location* Locate(in StateKey key)
    {
        ReadOnlySpan<ReadRecord> reads = _buffers.Reads.AsSpan();
        for (int i = 0; i < Math.Min(Lookahead, reads.Length); i++)
        {
            if (_nextRead >= reads.Length)
                _nextRead = 0;
            Location* location = reads[_nextRead++].Location;
            if (location != null && location->Key == key)
                return location;
        }

        return LocateInTable(in key);
    }

    private readonly Location* LocateInTable(in StateKey key) => _memory.Locate(in key, _buffers.Locations);

    private readonly void AddWrite(Location* location, void* value, bool isCredit) =>
        _buffers.Writes.Add() = new WriteRecord { Location = location, Value = value, IsCredit = isCredit };
}
