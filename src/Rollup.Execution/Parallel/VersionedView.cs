using Rollup.Kernel.Evm;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;

namespace Rollup.Execution.Parallel;

/// <summary>
/// The state as one execution of a transaction sees it: what the transactions below have written so far, else the base. Reads are recorded, for
/// validation; writes are collected, and published only once the execution is complete. A method returns false when the value is
/// an estimate; <see cref="Blocking"/> is then the transaction to wait for.
/// </summary>
internal unsafe struct VersionedView : IEvmState
{
    private readonly MultiVersionMemory _memory;
    private readonly IBaseState _base;
    private readonly CodeCache _codes;
    private readonly ExecutionBuffers _buffers;
    private readonly int _transaction;
    private Location* _lastAccount;
    private AccountState _lastContent;

    public VersionedView(MultiVersionMemory memory, IBaseState baseState, CodeCache codes, ExecutionBuffers buffers, int transaction)
    {
        _memory = memory;
        _base = baseState;
        _codes = codes;
        _buffers = buffers;
        _transaction = transaction;
        Blocking = MultiVersionMemory.NoTransaction;
        buffers.Reads.Clear();
        buffers.Writes.Clear();
        buffers.CreatedCodes.Clear();
        buffers.ReadCodes.Clear();
    }

    /// <summary>The transaction whose execution has to be awaited, once a method has returned false.</summary>
    public int Blocking { get; private set; }

    /// <inheritdoc/>
    public bool TryGetAccount(in Address address, out AccountState account)
    {
        // The validity check and the EVM ask for the sender one after the other.
        if (_lastAccount != null && _lastAccount->Key.Address == address)
        {
            account = _lastContent;
            return true;
        }

        account = default;
        if (!TryRead(StateKey.Account(in address), ReadKind.Account, out ReadRecord record))
            return false;
        account = MultiVersionMemory.AccountOf(in record);
        _lastAccount = record.Location;
        _lastContent = account;
        return true;
    }

    /// <inheritdoc/>
    public bool TryGetSlot(in Address address, in U256 slot, out U256 value)
    {
        value = default;
        if (!TryRead(StateKey.StorageSlot(in address, in slot), ReadKind.Slot, out ReadRecord record))
            return false;
        value = *(U256*)record.Value;
        return true;
    }

    /// <inheritdoc/>
    public bool TryHasCode(in Address address, out bool hasCode)
    {
        hasCode = false;
        if (!TryRead(StateKey.Account(in address), ReadKind.HasCode, out ReadRecord record))
            return false;
        hasCode = ((AccountState*)record.Value)->HasCode;
        return true;
    }

    /// <inheritdoc/>
    public readonly bool TrySetAccount(in Address address, in AccountState account)
    {
        AccountState* value = _buffers.Arena.Allocate<AccountState>(1);
        *value = account;
        AddWrite(Locate(StateKey.Account(in address)), value, isCredit: false);
        return true;
    }

    /// <inheritdoc/>
    public readonly bool TrySetSlot(in Address address, in U256 slot, in U256 value)
    {
        U256* content = _buffers.Arena.Allocate<U256>(1);
        *content = value;
        AddWrite(Locate(StateKey.StorageSlot(in address, in slot)), content, isCredit: false);
        return true;
    }

    /// <summary>The balance is not read: the credit is added to what this execution writes itself, or left for readers to add.</summary>
    public bool TryCredit(in Address address, in U256 amount)
    {
        if (amount.IsZero)
            return TryHasCode(in address, out _);
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

        U256* credit = _buffers.Arena.Allocate<U256>(1);
        *credit = amount;
        AddWrite(location, credit, isCredit: true);
        return true;
    }

    /// <inheritdoc/>
    public readonly bool TryGetCode(in Hash256 codeHash, out CodeView code)
    {
        _buffers.ReadCodes.Add(codeHash);
        if (!_codes.TryGet(in codeHash, out code))
            code = _codes.Add(in codeHash, _base.GetCode(in codeHash));
        return true;
    }

    /// <inheritdoc/>
    public readonly bool TrySetCode(in Hash256 codeHash, ReadOnlySpan<byte> code)
    {
        _ = _codes.Add(in codeHash, code);
        _buffers.CreatedCodes.Add(codeHash);
        return true;
    }

    /// <inheritdoc/>
    public bool TryGetBlockHash(ulong number, out Hash256 hash)
    {
        hash = default;
        StateKey ringSlot = StateKey.StorageSlot(ProtocolConstants.BlockHashes, number % ProtocolConstants.BlockHashRing);
        if (!TryRead(in ringSlot, ReadKind.Slot, out _))
            return false;
        hash = _base.GetBlockHash(number);
        return true;
    }

    /// <inheritdoc/>
    public readonly bool TryHasStorage(in Address address, out bool hasStorage)
    {
        hasStorage = _base.HasStorage(in address);
        return true;
    }

    private bool TryRead(in StateKey key, ReadKind kind, out ReadRecord record)
    {
        int blocking = _memory.Read(Locate(in key), _transaction, kind, _buffers.Arena, out record);
        if (blocking != MultiVersionMemory.NoTransaction)
        {
            Blocking = blocking;
            return false;
        }

        _buffers.Reads.Add() = record;
        return true;
    }

    private readonly Location* Locate(in StateKey key) => _memory.Locate(in key, _buffers.Arena);

    private readonly void AddWrite(Location* location, void* value, bool isCredit) =>
        _buffers.Writes.Add() = new WriteRecord { Location = location, Value = value, IsCredit = isCredit };
}
