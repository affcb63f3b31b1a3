using System.Runtime.InteropServices;
using System.Text;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.StateTests;

/// <summary>A test's state as the EVM sees it. Code is kept in native memory for as long as the state lives.</summary>
public readonly unsafe struct TestState : IEvmState, IDisposable
{
    private readonly Dictionary<Address, TestAccount> _accounts;
    private readonly Dictionary<Hash256, CodeView> _codes;

    /// <summary>A state of its own with copies of <paramref name="accounts"/>.</summary>
    public TestState(IReadOnlyDictionary<Address, TestAccount> accounts)
    {
        _accounts = accounts.ToDictionary(entry => entry.Key, entry => entry.Value.Clone());
        _codes = [];
        foreach (TestAccount account in _accounts.Values)
            AddCode(Keccak256.Hash(account.Code), account.Code);
    }

    /// <inheritdoc/>
    public bool TryGetAccount(in Address address, out AccountState account)
    {
        account = _accounts.TryGetValue(address, out TestAccount? found)
            ? new AccountState(found.Nonce, found.Balance, Keccak256.Hash(found.Code), default, (uint)found.Code.Length)
            : AccountState.Empty;
        return true;
    }

    /// <inheritdoc/>
    public bool TrySetAccount(in Address address, in AccountState account)
    {
        if (account.IsEmpty)
        {
            _accounts.Remove(address);
            return true;
        }

        TestAccount target = GetOrAdd(in address);
        target.Nonce = account.Nonce;
        target.Balance = account.Balance;
        target.Code = account.HasCode ? _codes[account.CodeHash].AsSpan().ToArray() : [];
        return true;
    }

    /// <inheritdoc/>
    public bool TryGetSlot(in Address address, in U256 slot, out U256 value)
    {
        value = default;
        if (_accounts.TryGetValue(address, out TestAccount? account))
            account.Storage.TryGetValue(slot, out value);
        return true;
    }

    /// <inheritdoc/>
    public bool TrySetSlot(in Address address, in U256 slot, in U256 value)
    {
        TestAccount account = GetOrAdd(in address);
        if (value.IsZero)
            account.Storage.Remove(slot);
        else
            account.Storage[slot] = value;
        return true;
    }

    /// <inheritdoc/>
    public bool TryGetCode(in Hash256 codeHash, out CodeView code) => _codes.TryGetValue(codeHash, out code);

    /// <inheritdoc/>
    public bool TrySetCode(in Hash256 codeHash, ReadOnlySpan<byte> code)
    {
        AddCode(codeHash, code);
        return true;
    }

    /// <summary>The official tests' rule: the hash of the number's decimal digits.</summary>
    public bool TryGetBlockHash(ulong number, out Hash256 hash)
    {
        hash = Keccak256.Hash(Encoding.ASCII.GetBytes(number.ToString()));
        return true;
    }

    /// <inheritdoc/>
    public bool TryHasStorage(in Address address, out bool hasStorage)
    {
        hasStorage = _accounts.TryGetValue(address, out TestAccount? account) && account.Storage.Count > 0;
        return true;
    }

    /// <inheritdoc/>
    public bool TryHasCode(in Address address, out bool hasCode)
    {
        hasCode = _accounts.TryGetValue(address, out TestAccount? account) && account.Code.Length > 0;
        return true;
    }

    /// <inheritdoc/>
    public bool TryCredit(in Address address, in U256 amount)
    {
        _ = TryGetAccount(in address, out AccountState account);
        return TrySetAccount(in address, account.WithBalance(account.Balance + amount));
    }

    /// <summary>Frees the code's memory.</summary>
    public void Dispose()
    {
        foreach (CodeView code in _codes.Values)
            NativeMemory.Free(code.Code);
        _codes.Clear();
    }

    private TestAccount GetOrAdd(in Address address)
    {
        if (!_accounts.TryGetValue(address, out TestAccount? account))
            _accounts[address] = account = new TestAccount();
        return account;
    }

    private void AddCode(in Hash256 codeHash, ReadOnlySpan<byte> code)
    {
        if (_codes.ContainsKey(codeHash))
            return;
        var memory = (byte*)NativeMemory.AllocZeroed((nuint)(code.Length + CodeView.Padding + CodeView.JumpTableSize(code.Length)));
        code.CopyTo(new Span<byte>(memory, code.Length));
        byte* table = memory + code.Length + CodeView.Padding;
        CodeView.FindJumpDestinations(code, table);
        _codes[codeHash] = new CodeView { Code = memory, JumpDestinations = table, Length = code.Length };
    }
}
