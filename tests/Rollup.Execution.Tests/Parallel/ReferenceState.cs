using Rollup.Execution.Blocks;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;

namespace Rollup.Execution.Tests.Parallel;

/// <summary>A state as obvious as can be, which takes down what one transaction looks at and changes.</summary>
internal sealed unsafe class ReferenceState(MemoryState before)
{
    private readonly Dictionary<Address, AccountState> _accounts = [];
    private readonly Dictionary<StateKey, U256> _slots = [];
    private readonly Dictionary<Hash256, byte[]> _codes = [];
    private readonly Dictionary<Hash256, byte[]> _laidOut = [];

    public Dictionary<Address, AccountState> WrittenAccounts { get; } = [];

    public Dictionary<StateKey, U256> WrittenSlots { get; } = [];

    public List<KeyValuePair<Hash256, byte[]>> CreatedCodes { get; } = [];

    public HashSet<StateKey> Touched { get; } = [];

    public HashSet<Hash256> CodesRead { get; } = [];

    /// <summary>Keeps or forgets what the transaction changed, and forgets what it looked at.</summary>
    public void End(bool keep)
    {
        foreach ((Address address, AccountState account) in keep ? WrittenAccounts : [])
            _accounts[address] = account;
        foreach ((StateKey key, U256 value) in keep ? WrittenSlots : [])
            _slots[key] = value;
        foreach ((Hash256 hash, byte[] code) in keep ? CreatedCodes : [])
            _codes[hash] = code;
        WrittenAccounts.Clear();
        WrittenSlots.Clear();
        CreatedCodes.Clear();
        Touched.Clear();
        CodesRead.Clear();
    }

    /// <summary>What differs from the state before.</summary>
    public StateChanges Changes(IEnumerable<Hash256> created) => new()
    {
        Accounts = [.. _accounts.Where(entry => entry.Value != before.GetAccount(entry.Key))],
        Slots = [.. _slots.Where(entry => entry.Value != before.GetSlot(entry.Key.Address, entry.Key.Slot))],
        Codes = [.. created.Distinct().Select(hash => KeyValuePair.Create<Hash256, ReadOnlyMemory<byte>>(hash, _codes[hash]))],
    };

    private AccountState Account(in Address address)
    {
        _ = Touched.Add(StateKey.Account(in address));
        return WrittenAccounts.TryGetValue(address, out AccountState account) || _accounts.TryGetValue(address, out account)
            ? account
            : before.GetAccount(in address);
    }

    private U256 Slot(in StateKey key)
    {
        _ = Touched.Add(key);
        return WrittenSlots.TryGetValue(key, out U256 value) || _slots.TryGetValue(key, out value) ? value : before.GetSlot(key.Address, key.Slot);
    }

    private CodeView Code(in Hash256 hash)
    {
        _ = CodesRead.Add(hash);
        byte[] code = _codes.TryGetValue(hash, out byte[]? created) ? created : before.GetCode(in hash).ToArray();
        if (!_laidOut.TryGetValue(hash, out byte[]? memory))
        {
            memory = GC.AllocateArray<byte>(code.Length + CodeView.Padding + CodeView.JumpTableSize(code.Length), pinned: true);
            code.CopyTo(memory, 0);
            _laidOut[hash] = memory;
        }

        fixed (byte* start = memory)
        {
            byte* table = start + code.Length + CodeView.Padding;
            CodeView.FindJumpDestinations(code, table);
            return new CodeView { Code = start, JumpDestinations = table, Length = code.Length };
        }
    }

    /// <summary>The state for the EVM.</summary>
    public readonly struct View(ReferenceState state, MemoryState before) : IEvmState
    {
        public bool TryGetAccount(in Address address, out AccountState account)
        {
            account = state.Account(in address);
            return true;
        }

        public bool TrySetAccount(in Address address, in AccountState account)
        {
            _ = state.Account(in address);
            state.WrittenAccounts[address] = account;
            return true;
        }

        public bool TryGetSlot(in Address address, in U256 slot, out U256 value)
        {
            value = state.Slot(StateKey.StorageSlot(in address, in slot));
            return true;
        }

        public bool TrySetSlot(in Address address, in U256 slot, in U256 value)
        {
            StateKey key = StateKey.StorageSlot(in address, in slot);
            _ = state.Slot(in key);
            state.WrittenSlots[key] = value;
            return true;
        }

        public bool TryGetCode(in Hash256 codeHash, out CodeView code)
        {
            code = state.Code(in codeHash);
            return true;
        }

        public bool TrySetCode(in Hash256 codeHash, ReadOnlySpan<byte> code)
        {
            state.CreatedCodes.Add(new(codeHash, code.ToArray()));
            return true;
        }

        public bool TryGetBlockHash(ulong number, out Hash256 hash)
        {
            _ = state.Touched.Add(StateKey.StorageSlot(ProtocolConstants.BlockHashes, number % ProtocolConstants.BlockHashRing));
            hash = before.GetBlockHash(number);
            return true;
        }

        public bool TryHasCode(in Address address, out bool hasCode)
        {
            hasCode = state.Account(in address).HasCode;
            return true;
        }

        public bool TryCredit(in Address address, in U256 amount)
        {
            AccountState account = state.Account(in address);
            state.WrittenAccounts[address] = account.WithBalance(account.Balance + amount);
            return true;
        }

        public bool TryHasStorage(in Address address, out bool hasStorage)
        {
            hasStorage = false;
            return true;
        }
    }
}
