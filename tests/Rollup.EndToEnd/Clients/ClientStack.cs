using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Testing;

namespace Rollup.EndToEnd.Clients;

/// <summary>One stack for all clients: accounts with funds, and a block that holds a deposit.</summary>
public sealed class ClientStack : IAsyncLifetime
{
    private static readonly IReadOnlyList<TestAccount> Accounts = TestStacks.Accounts(5);

    /// <summary>The stack.</summary>
    public RollupStack Stack { get; private set; } = null!;

    /// <summary>The node's URL, as users type it.</summary>
    public string Url => Stack.Node.Url.ToString().TrimEnd('/');

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Stack = await TestStacks.StartAsync(Accounts);
        NodeProcess node = await Stack.StartNodeAsync();
        Address depositor = Address.FromU256(0xdeb0);
        await Stack.L1.SendDepositAsync(depositor, 1_000_000);
        JsonElement balance;
        do
        {
            await Task.Delay(100);
            balance = await node.Rpc.SendAsync("eth_getBalance", CancellationToken.None, depositor.ToHex(), "latest");
        }
        while (balance.GetString() == "0x0");
    }

    /// <inheritdoc/>
    public async Task DisposeAsync() => await Stack.DisposeAsync();

    /// <summary>A funded account for one client's own use.</summary>
    public static TestAccount Account(int number) => Accounts[number];
}
