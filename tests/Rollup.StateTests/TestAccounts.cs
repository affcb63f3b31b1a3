using System.Text.Json;
using Rollup.Kernel.Primitives;

namespace Rollup.StateTests;

/// <summary>The accounts in front of a state test's transaction, and the same with a few further senders.</summary>
public sealed class TestAccounts
{
    private readonly Dictionary<Address, TestAccount> _accounts;
    private TestBaseState? _withOthers;

    /// <summary>Reads the <c>pre</c> of a test.</summary>
    public TestAccounts(JsonElement test)
    {
        _accounts = Parse(StateTestJson.Get(test, "pre"));
        State = new TestBaseState(_accounts);
    }

    /// <summary>Accounts that no test has, with plenty of ether in <see cref="WithOthers"/>.</summary>
    public static IReadOnlyList<Address> Others { get; } = [.. Enumerable.Range(1, 2).Select(i => Address.FromU256(new U256((ulong)i, 0x07e2, 0, 0)))];

    /// <summary>The accounts of the test.</summary>
    public TestBaseState State { get; }

    /// <summary>The accounts of the test and <see cref="Others"/>.</summary>
    public TestBaseState WithOthers => _withOthers ??= new TestBaseState(
        _accounts.Concat(Others.Select(address => KeyValuePair.Create(address, new TestAccount { Balance = U256.One << 200 }))).ToDictionary());

    /// <summary>The root of the state without changes.</summary>
    public Hash256 Root => StateTrie.Root(_accounts);

    /// <summary>Reads accounts by their addresses.</summary>
    public static Dictionary<Address, TestAccount> Parse(JsonElement json)
    {
        var accounts = new Dictionary<Address, TestAccount>();
        foreach (JsonProperty entry in json.EnumerateObject())
        {
            var account = new TestAccount
            {
                Nonce = StateTestJson.Number(entry.Value, "nonce").L0,
                Balance = StateTestJson.Number(entry.Value, "balance"),
                Code = StateTestJson.TryGet(entry.Value, "code", out JsonElement code) ? StateTestJson.Bytes(code) : [],
            };
            if (StateTestJson.TryGet(entry.Value, "storage", out JsonElement storage))
            {
                foreach (JsonProperty slot in storage.EnumerateObject())
                {
                    U256 value = StateTestJson.Number(slot.Value);
                    if (!value.IsZero)
                        account.Storage[StateTestJson.Number(StateTestJson.Big(slot.Name))] = value;
                }
            }

            accounts[StateTestJson.Address(entry.Name)] = account;
        }

        return accounts;
    }
}
