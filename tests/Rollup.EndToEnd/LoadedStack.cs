using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Kernel.Primitives;
using Rollup.Testing;

namespace Rollup.EndToEnd;

/// <summary>A running stack, wallets that keep sending transfers to it, and the audit at the end.</summary>
internal sealed class LoadedStack : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly IReadOnlyList<TestAccount> Senders = TestStacks.Accounts(6);

    private readonly TransferLoad _load = new(Senders, batchSize: 20, TimeSpan.FromMilliseconds(200));
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sending;
    private volatile Uri _target;

    private LoadedStack(RollupStack stack)
    {
        Stack = stack;
        _target = stack.Node.Url;
        _sending = _load.RunAsync(() => _target, _stop.Token);
    }

    public RollupStack Stack { get; }

    public Anvil Anvil => Stack.L1.Anvil;

    /// <summary>Starts the stack with one node, or those of <paramref name="startNodes"/>, the last of which the wallets use, and the wallets.</summary>
    public static async Task<LoadedStack> StartAsync(bool durable = false, Func<RollupStack, Task>? startNodes = null, int diskMegabytes = 0)
    {
        RollupStack stack = await TestStacks.StartAsync(Senders, durable, diskMegabytes);
        await (startNodes?.Invoke(stack) ?? stack.StartNodeAsync());
        return new LoadedStack(stack);
    }

    /// <summary>The longest time that a wallet has been put off so far.</summary>
    public TimeSpan LongestRefusal => _load.LongestRefusal;

    /// <summary>Makes the wallets use another node.</summary>
    public void SwitchTo(NodeProcess node) => _target = node.Url;

    /// <summary>Waits for more transfers to be acknowledged than there are now.</summary>
    public async Task WaitForProgressAsync()
    {
        int before = _load.Acknowledged.Count;
        await WaitUntilAsync("more acknowledged transfers", () => Task.FromResult(_load.Acknowledged.Count > before));
    }

    /// <summary>Polls until <paramref name="condition"/> holds. The node may refuse to answer meanwhile: a state that is rolled back cannot be read.</summary>
    public async Task WaitUntilAsync(string what, Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!await HoldsAsync(condition))
        {
            if (deadline.IsCancellationRequested)
                throw new TimeoutException($"No {what}:\n{Stack.Node.LogEnd()}");
            await Task.Delay(50);
        }
    }

    /// <summary>The newest block's number, as the node says.</summary>
    public async Task<ulong> ReadHeightAsync() => (await AskAsync("eth_blockNumber")).L0;

    /// <summary>A balance in wei, as the node says.</summary>
    public Task<U256> ReadBalanceAsync(Address account) => AskAsync("eth_getBalance", account.ToHex(), "latest");

    /// <summary>Stops the wallets and checks the chain.</summary>
    public async Task AuditAsync()
    {
        await _stop.CancelAsync();
        await _sending;
        _load.Refusals.ShouldBeEmpty();
        await using var audit = new ChainAudit(Stack);
        await audit.CheckAsync(_load.Acknowledged);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The wallets insist on answers; without a node there are none.
        await _stop.CancelAsync();
        await _sending.WaitAsync(TimeSpan.FromSeconds(1)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        await Stack.DisposeAsync();
    }

    private static async Task<bool> HoldsAsync(Func<Task<bool>> condition)
    {
        try
        {
            return await condition();
        }
        catch (L1RpcException)
        {
            return false;
        }
    }

    private async Task<U256> AskAsync(string method, params object?[] parameters)
    {
        JsonElement answer = await Stack.Node.Rpc.SendAsync(method, CancellationToken.None, parameters);
        return HexFormat.ParseQuantity(answer.GetString()!);
    }
}
