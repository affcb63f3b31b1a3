using System.Runtime.CompilerServices;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Evm.Journaling;

/// <summary>
/// Everything that a transaction has read and changed, over a state view that it does not change: accounts, slots, transient slots,
/// logs, refund. Changes are recorded so that a frame's failure can undo them. All memory comes from one arena, which
/// <see cref="Begin"/> empties. Indices stay valid for the whole transaction; pointers into the lists only until the next load.
/// Problems are sticky in <see cref="Fault"/>; methods that load return −1 then.
/// </summary>
internal unsafe struct Journal
{
    public Arena Arena;
    public ArenaList<AccountEntry> Accounts;
    public ArenaList<SlotEntry> Slots;
    public ArenaList<SlotEntry> Transients;
    public ArenaList<LogEntry> Logs;
    public long Refund;
    public EvmFault Fault;

    /// <summary>The recipient of the tips, warm from the start (EIP-3651).</summary>
    public Address Coinbase;

    /// <summary>The precompiles, warm from the start: 1 to this one, and 0x100 if <see cref="HasP256"/>.</summary>
    public ulong LastPrecompile;
    public bool HasP256;

    private ArenaList<UndoRecord> _undo;

    /// <summary>What the hashes depend on besides the keys, so that nobody can prepare keys that collide.</summary>
    private ulong _seed;

    private HashIndex _accountIndex;
    private HashIndex _slotIndex;
    private HashIndex _transientIndex;

    /// <summary>Forgets the previous transaction. No result depends on <paramref name="seed"/>, only the places of keys in the indices.</summary>
    public void Begin(ulong seed)
    {
        Arena arena = Arena;
        arena.Reset();
        this = default;
        Arena = arena;
        _seed = seed;
        if (!_accountIndex.TryInitialise(ref Arena) || !_slotIndex.TryInitialise(ref Arena))
            Fault = EvmFault.MemoryExhausted;
    }

    /// <summary>The entry at <paramref name="index"/>; the pointer is valid until the next load.</summary>
    public readonly AccountEntry* Account(int index) => Accounts.Items + index;

    /// <summary>The index of the account, read from the state at its first use.</summary>
    public int Load<TState>(ref TState state, in Address address)
        where TState : struct, IEvmState, allows ref struct
    {
        uint hash = Hash(in address);
        int index = FindAccount(in address, hash);
        return index < 0 ? AddAccount(ref state, in address, hash) : index;
    }

    /// <summary>Whether to access the account costs the cold price (EIP-2929). Reads nothing from the state.</summary>
    public readonly bool IsCold(in Address address)
    {
        int index = FindAccount(in address, Hash(in address));
        return index < 0 ? !IsWarmFromTheStart(in address) : (Accounts.Items[index].Flags & AccountFlags.Warm) == AccountFlags.None;
    }

    /// <summary>Whether the account at <paramref name="address"/> goes when the transaction ends (EIP-6780).</summary>
    public readonly bool IsDestroyed(in Address address)
    {
        for (int i = 0; i < Accounts.Count; i++)
        {
            if (Accounts.Items[i].IsDestroyed && Accounts.Items[i].Address == address)
                return true;
        }

        return false;
    }

    /// <summary>The index of the slot of a loaded account, read from the state at its first use.</summary>
    public int LoadSlot<TState>(ref TState state, int account, in U256 slot)
        where TState : struct, IEvmState, allows ref struct
    {
        uint hash = Hash(account, in slot);
        int index = FindSlot(in _slotIndex, Slots.Items, account, in slot, hash);
        return index < 0 ? AddSlot(ref state, account, in slot, hash) : index;
    }

    /// <summary>Whether to access the slot costs the cold price (EIP-2929). Reads nothing from the state.</summary>
    public readonly bool IsSlotCold(int account, in U256 slot)
    {
        int index = FindSlot(in _slotIndex, Slots.Items, account, in slot, Hash(account, in slot));
        return index < 0 || !Slots.Items[index].IsWarm;
    }

    /// <summary>The value of a transient slot (EIP-1153).</summary>
    public U256 GetTransient(int account, in U256 slot)
    {
        int index = FindTransient(account, in slot, Hash(account, in slot));
        return index < 0 ? default : Transients.Items[index].Value;
    }

    /// <summary>Replaces the value of a transient slot (EIP-1153).</summary>
    public void SetTransient(int account, in U256 slot, in U256 value)
    {
        uint hash = Hash(account, in slot);
        int index = FindTransient(account, in slot, hash);
        if (index < 0)
        {
            if ((Transients.Count == 0 && !_transientIndex.TryInitialise(ref Arena))
                || !Transients.TryAdd(ref Arena) || !_transientIndex.TryAdd(ref Arena, hash, Transients.Count - 1))
            {
                Fault = EvmFault.MemoryExhausted;
                return;
            }

            index = Transients.Count - 1;
            Transients.Items[index] = new SlotEntry { Account = account, Slot = slot };
        }

        SlotEntry* entry = Transients.Items + index;
        Record(UndoKind.TransientValue, index, in entry->Value);
        entry->Value = value;
    }

    /// <summary>Marks an account as accessed; returns whether it was cold (EIP-2929).</summary>
    public bool Warm(int account)
    {
        if ((Accounts.Items[account].Flags & AccountFlags.Warm) != AccountFlags.None)
            return false;
        SetFlags(account, AccountFlags.Warm);
        return true;
    }

    /// <summary>Marks a slot as accessed; returns whether it was cold (EIP-2929).</summary>
    public bool WarmSlot(int slot)
    {
        if (Slots.Items[slot].IsWarm)
            return false;
        Record(UndoKind.SlotWarmth, slot, default);
        Slots.Items[slot].IsWarm = true;
        return true;
    }

    /// <summary>Adds flags to an account.</summary>
    public void SetFlags(int account, AccountFlags flags)
    {
        AccountFlags before = Accounts.Items[account].Flags;
        if ((before & flags) == flags)
            return;
        Record(UndoKind.Flags, account, (ulong)before);
        Accounts.Items[account].Flags = before | flags;
    }

    public void SetBalance(int account, in U256 balance)
    {
        Record(UndoKind.Balance, account, in Accounts.Items[account].Balance);
        Accounts.Items[account].Balance = balance;
    }

    public void SetNonce(int account, ulong nonce)
    {
        Record(UndoKind.Nonce, account, Accounts.Items[account].Nonce);
        Accounts.Items[account].Nonce = nonce;
    }

    public void SetSlot(int slot, in U256 value)
    {
        Record(UndoKind.SlotValue, slot, in Slots.Items[slot].Value);
        Slots.Items[slot].Value = value;
    }

    /// <summary>Gives code to an account that has none; the view must stay valid for the transaction.</summary>
    public void SetNewCode(int account, in CodeView code, in Hash256 codeHash)
    {
        Record(UndoKind.Code, account, default);
        AccountEntry* entry = Account(account);
        entry->Code = code;
        entry->CodeHash = codeHash;
        entry->CodeSize = (uint)code.Length;
        SetFlags(account, AccountFlags.CodeChanged | AccountFlags.CodeLoaded);
    }

    /// <summary>
    /// Replaces code by a delegation or by none (EIP-7702). Cannot be undone: authorizations are processed before the first checkpoint.
    /// </summary>
    public void ReplaceCode(int account, in CodeView code, in Hash256 codeHash)
    {
        AccountEntry* entry = Account(account);
        entry->Code = code;
        entry->CodeHash = codeHash;
        entry->CodeSize = (uint)code.Length;
        entry->Flags |= AccountFlags.CodeChanged | AccountFlags.CodeLoaded;
    }

    /// <summary>Moves value that the sender is known to have; both accounts count as touched.</summary>
    public void Transfer(int from, int to, in U256 value)
    {
        SetFlags(from, AccountFlags.Touched);
        SetFlags(to, AccountFlags.Touched);
        if (value.IsZero || from == to)
            return;
        U256 rest = Accounts.Items[from].Balance - value;
        SetBalance(from, in rest);
        U256 sum = Accounts.Items[to].Balance + value;
        SetBalance(to, in sum);
    }

    /// <summary>Room for one more log; null when the arena is exhausted.</summary>
    public LogEntry* AddLog()
    {
        if (Logs.TryAdd(ref Arena))
            return Logs.Items + (Logs.Count - 1);
        Fault = EvmFault.MemoryExhausted;
        return null;
    }

    /// <summary>The point that <see cref="Revert"/> can return to.</summary>
    public readonly JournalCheckpoint Take() => new(_undo.Count, Logs.Count, Refund);

    /// <summary>Undoes everything since the checkpoint; what was loaded stays loaded.</summary>
    public void Revert(in JournalCheckpoint checkpoint)
    {
        while (_undo.Count > checkpoint.UndoCount)
            Undo(in _undo.Items[--_undo.Count]);
        Logs.Count = checkpoint.LogCount;
        Refund = checkpoint.Refund;
    }

    private readonly void Undo(in UndoRecord record)
    {
        switch (record.Kind)
        {
            case UndoKind.Flags:
                AccountFlags loaded = Accounts.Items[record.Index].Flags & AccountFlags.CodeLoaded;
                Accounts.Items[record.Index].Flags = (AccountFlags)record.Before.L0 | loaded;
                break;
            case UndoKind.Balance:
                Accounts.Items[record.Index].Balance = record.Before;
                break;
            case UndoKind.Nonce:
                Accounts.Items[record.Index].Nonce = record.Before.L0;
                break;
            case UndoKind.Code:
                AccountEntry* entry = Account(record.Index);
                entry->Code = default;
                entry->CodeHash = AccountState.EmptyCodeHash;
                entry->CodeSize = 0;
                break;
            case UndoKind.SlotWarmth:
                Slots.Items[record.Index].IsWarm = false;
                break;
            case UndoKind.SlotValue:
                Slots.Items[record.Index].Value = record.Before;
                break;
            case UndoKind.TransientValue:
                Transients.Items[record.Index].Value = record.Before;
                break;
        }
    }

    private void Record(UndoKind kind, int index, in U256 before)
    {
        if (!_undo.TryAdd(ref Arena))
        {
            Fault = EvmFault.MemoryExhausted;
            return;
        }

        UndoRecord* record = _undo.Items + (_undo.Count - 1);
        record->Kind = kind;
        record->Index = index;
        record->Before = before;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int AddAccount<TState>(ref TState state, in Address address, uint hash)
        where TState : struct, IEvmState, allows ref struct
    {
        if (!state.TryGetAccount(in address, out AccountState original))
        {
            Fault = EvmFault.StateMissing;
            return -1;
        }

        if (!Accounts.TryAdd(ref Arena) || !_accountIndex.TryAdd(ref Arena, hash, Accounts.Count - 1))
        {
            Fault = EvmFault.MemoryExhausted;
            return -1;
        }

        AccountEntry* entry = Account(Accounts.Count - 1);
        entry->Address = address;
        entry->Flags = IsWarmFromTheStart(in address) ? AccountFlags.Warm : AccountFlags.None;
        entry->Nonce = original.Nonce;
        entry->Balance = original.Balance;
        entry->CodeHash = original.CodeHash;
        entry->CodeSize = original.CodeSize;
        entry->Code = default;
        entry->Original = original;
        return Accounts.Count - 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int AddSlot<TState>(ref TState state, int account, in U256 slot, uint hash)
        where TState : struct, IEvmState, allows ref struct
    {
        if (!state.TryGetSlot(in Accounts.Items[account].Address, in slot, out U256 value))
        {
            Fault = EvmFault.StateMissing;
            return -1;
        }

        if (!Slots.TryAdd(ref Arena) || !_slotIndex.TryAdd(ref Arena, hash, Slots.Count - 1))
        {
            Fault = EvmFault.MemoryExhausted;
            return -1;
        }

        SlotEntry* entry = Slots.Items + (Slots.Count - 1);
        entry->Account = account;
        entry->IsWarm = false;
        entry->Slot = slot;
        entry->Original = value;
        entry->Value = value;
        return Slots.Count - 1;
    }

    private readonly int FindTransient(int account, in U256 slot, uint hash) =>
        Transients.Count == 0 ? -1 : FindSlot(in _transientIndex, Transients.Items, account, in slot, hash);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int FindAccount(in Address address, uint hash)
    {
        for (uint position = hash; ; position++)
        {
            ulong bucket = _accountIndex[position];
            if (bucket == 0)
                return -1;
            int index = (int)(uint)bucket - 1;
            if ((uint)(bucket >> 32) == hash && Accounts.Items[index].Address == address)
                return index;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FindSlot(in HashIndex slots, SlotEntry* items, int account, in U256 slot, uint hash)
    {
        for (uint position = hash; ; position++)
        {
            ulong bucket = slots[position];
            if (bucket == 0)
                return -1;
            int index = (int)(uint)bucket - 1;
            SlotEntry* entry = items + index;
            if ((uint)(bucket >> 32) == hash && entry->Account == account && entry->Slot == slot)
                return index;
        }
    }

    private readonly bool IsWarmFromTheStart(in Address address)
    {
        U256 number = address.ToU256();
        return address == Coinbase
            || (number.IsUInt64 && ((number.L0 - 1 < LastPrecompile) || (HasP256 && number.L0 == (ulong)PrecompileId.P256Verify)));
    }

    private readonly uint Hash(in Address address)
    {
        ref byte bytes = ref Unsafe.As<Address, byte>(ref Unsafe.AsRef(in address));
        ulong mixed = Mix(_seed, Unsafe.ReadUnaligned<ulong>(ref bytes));
        mixed = Mix(mixed, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, 8)));
        return (uint)Mix(mixed, Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref bytes, 16)));
    }

    private readonly uint Hash(int account, in U256 slot)
    {
        ulong mixed = Mix(_seed + (uint)account, slot.L0);
        mixed = Mix(mixed, slot.L1);
        mixed = Mix(mixed, slot.L2);
        return (uint)Mix(mixed, slot.L3);
    }

    /// <summary>
    /// Takes one more word into a hash: the halves of a product folded into one another, so that words cannot cancel each other as they
    /// do in sums and shifts.
    /// </summary>
    private static ulong Mix(ulong hash, ulong word)
    {
        ulong high = Math.BigMul(hash ^ word ^ 0x9e3779b97f4a7c15, 0xff51afd7ed558ccd, out ulong low);
        return high ^ low;
    }
}
