using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.State.Codes;

namespace Rollup.Kernel.Tests.Blocks;

/// <summary>A state in two dictionaries. Entries named in <see cref="Missing"/> have no answer, as in an incomplete witness.</summary>
internal readonly struct MemoryState() : IEvmState
{
    public Dictionary<Address, AccountState> Accounts { get; } = [];

    public Dictionary<(Address Address, U256 Slot), U256> Slots { get; } = [];

    public Dictionary<Hash256, ContractCode> Codes { get; } = [];

    public Dictionary<ulong, Hash256> BlockHashes { get; } = [];

    public HashSet<StateKey> Missing { get; } = [];

    public HashSet<StateKey> Touched { get; } = [];

    public HashSet<Hash256> CodesRead { get; } = [];

    public AccountState this[Address address]
    {
        get => Accounts.GetValueOrDefault(address, AccountState.Empty);
        set => Accounts[address] = value;
    }

    public bool TryGetAccount(in Address address, out AccountState account)
    {
        account = this[address];
        return Has(StateKey.Account(in address));
    }

    public bool TrySetAccount(in Address address, in AccountState account)
    {
        Accounts[address] = account;
        if (account.IsEmpty)
            Accounts.Remove(address);
        return Has(StateKey.Account(in address));
    }

    public bool TryGetSlot(in Address address, in U256 slot, out U256 value)
    {
        value = Slots.GetValueOrDefault((address, slot));
        return Has(StateKey.StorageSlot(in address, in slot));
    }

    public bool TrySetSlot(in Address address, in U256 slot, in U256 value)
    {
        Slots[(address, slot)] = value;
        if (value.IsZero)
            Slots.Remove((address, slot));
        return Has(StateKey.StorageSlot(in address, in slot));
    }

    public bool TryGetCode(in Hash256 codeHash, out CodeView code)
    {
        CodesRead.Add(codeHash);
        bool isKnown = Codes.TryGetValue(codeHash, out ContractCode? known);
        code = isKnown ? known!.View : default;
        return isKnown;
    }

    public bool TrySetCode(in Hash256 codeHash, ReadOnlySpan<byte> code)
    {
        _ = Codes.TryAdd(codeHash, new ContractCode(code));
        return true;
    }

    public bool TryGetBlockHash(ulong number, out Hash256 hash)
    {
        if (BlockHashes.TryGetValue(number, out hash))
            return true;
        bool isKnown = TryGetSlot(ProtocolConstants.BlockHashes, number % ProtocolConstants.BlockHashRing, out U256 stored);
        hash = Hash256.FromU256(in stored);
        return isKnown;
    }

    public bool TryHasCode(in Address address, out bool hasCode)
    {
        bool isKnown = TryGetAccount(in address, out AccountState account);
        hasCode = account.HasCode;
        return isKnown;
    }

    public bool TryCredit(in Address address, in U256 amount) =>
        TryGetAccount(in address, out AccountState account) && TrySetAccount(in address, account.WithBalance(account.Balance + amount));

    public bool TryHasStorage(in Address address, out bool hasStorage)
    {
        hasStorage = false;
        return true;
    }

    /// <summary>The account with this code, which is put in.</summary>
    public AccountState WithCode(ulong nonce, U256 balance, byte[] code)
    {
        var host = default(SoftwareHost);
        Hash256 hash = Keccak256.Hash(code);
        _ = Codes.TryAdd(hash, new ContractCode(code));
        return new AccountState(nonce, in balance, in hash, CodeCommitment.Compute(ref host, code), (uint)code.Length);
    }

    private bool Has(StateKey key)
    {
        Touched.Add(key);
        return !Missing.Contains(key);
    }
}
