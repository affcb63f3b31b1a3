using System.Text.Json;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.Signing;
using Rollup.Kernel.Primitives;
using Rollup.Testing;

namespace Rollup.EndToEnd;

/// <summary>Fees that cannot be paid, and an L1 that is the wrong one.</summary>
[Trait("Category", "Faults")]
public sealed class FeeFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string Sequencer = new PrivateKey(HexFormat.ParseBytes(Anvil.FirstKey)).Address.ToHex();

    [Fact]
    public async Task Without_funds_nothing_is_bumped_the_want_is_named_and_commits_go_on_when_they_come()
    {
        await using RollupStack stack = await TestStacks.StartAsync(
            TestStacks.Accounts(1), settings: [("ROLLUP_Block__HeartbeatSeconds", "1"), ("ROLLUP_Settlement__MaxFeeGwei", "20"), ("ROLLUP_Settlement__BumpAfterSeconds", "2")]);
        NodeProcess node = await stack.StartNodeAsync();
        await UntilCommittedAsync(stack, 1);

        Anvil anvil = stack.L1.Anvil;
        string before = (await anvil.SendAsync("eth_getBalance", Sequencer, "latest")).GetString()!;
        await anvil.SendAsync("anvil_setBalance", Sequencer, "0x1");
        await UntilDegradedAsync(node, "nsufficient funds");
        (await node.Rpc.SendAsync("rollup_status", default)).GetProperty("settlementProblem").GetString()!.ShouldContain("nsufficient funds");

        // Long enough for several bumps, were there any.
        await Task.Delay(TimeSpan.FromSeconds(30));
        await anvil.SendAsync("anvil_setBalance", Sequencer, before);
        ulong committed = await CommittedAsync(stack);
        await UntilCommittedAsync(stack, committed + 2);
        await UntilAsync("ready", async () => await node.ReadReadinessAsync() == (200, "ready\n"), () => node.LogEnd());
        foreach (JsonElement commit in await ReadCommitsAsync(stack))
        {
            HexFormat.ParseQuantity(commit.GetProperty("maxPriorityFeePerGas").GetString()!).ShouldBeLessThanOrEqualTo((U256)10_000_000_000UL, "the cap on tips");
            HexFormat.ParseQuantity(commit.GetProperty("maxFeePerGas").GetString()!).ShouldBeLessThanOrEqualTo((U256)20_000_000_000UL, "the cap on fees");
        }
    }

    [Fact]
    public async Task A_base_fee_above_the_cap_is_named_and_commits_go_on_when_it_falls()
    {
        await using RollupStack stack = await TestStacks.StartAsync(
            TestStacks.Accounts(1), settings: [("ROLLUP_Block__HeartbeatSeconds", "1"), ("ROLLUP_Settlement__MaxFeeGwei", "20")]);
        NodeProcess node = await stack.StartNodeAsync();
        await UntilCommittedAsync(stack, 1);
        await stack.L1.Anvil.SendAsync("anvil_setNextBlockBaseFeePerGas", 60_000_000_000UL.ToQuantity());
        await UntilDegradedAsync(node, "above the 20000000000");

        // Empty blocks lower it by an eighth each.
        ulong committed = await CommittedAsync(stack);
        await UntilCommittedAsync(stack, committed + 1);
        await UntilAsync("ready", async () => await node.ReadReadinessAsync() == (200, "ready\n"), () => node.LogEnd());
    }

    [Fact]
    public async Task A_provider_without_fee_history_is_enough()
    {
        await using RollupStack stack = await TestStacks.StartAsync(TestStacks.Accounts(1), settings: ("ROLLUP_Block__HeartbeatSeconds", "1"));
        await using L1Proxy proxy = await L1Proxy.StartAsync(stack.L1.Anvil.Url);
        proxy.Answer("eth_feeHistory", "null");
        await stack.StartNodeAsync(null, ("ROLLUP_L1__Url", proxy.Url.ToString()));
        await UntilCommittedAsync(stack, 2);
    }

    [Fact]
    public async Task An_L1_of_another_chain_is_refused_at_the_start()
    {
        await using RollupStack stack = await TestStacks.StartAsync(TestStacks.Accounts(1));
        await using Anvil other = await Anvil.StartAsync(arguments: "--chain-id 1");
        InvalidOperationException refused = await Should.ThrowAsync<InvalidOperationException>(() => stack.StartNodeAsync(null, ("ROLLUP_L1__Url", other.Url.ToString())));
        refused.Message.ShouldContain("exit code 2");
        refused.Message.ShouldContain("L1:Url leads to chain 1, but the deployment is on chain 31337");
    }

    private static async Task<IReadOnlyList<JsonElement>> ReadCommitsAsync(RollupStack stack)
    {
        L1Block head = (await stack.L1.Anvil.Client.GetBlockAsync(L1BlockTag.Latest, default))!;
        List<JsonElement> transactions = [];
        foreach (Contracts.BatchCommitted commit in await stack.L1.Contract.CommitsAsync(0, head.Number, default))
            transactions.Add(await stack.L1.Anvil.SendAsync("eth_getTransactionByHash", commit.Log.TransactionHash.ToHex()));
        transactions.ShouldNotBeEmpty();
        return transactions;
    }

    private static Task<ulong> CommittedAsync(RollupStack stack) => stack.L1.Contract.LastCommittedBatchAsync(L1BlockTag.Latest, default);

    private static Task UntilCommittedAsync(RollupStack stack, ulong batch) =>
        UntilAsync($"commit of batch {batch}", async () => await CommittedAsync(stack) >= batch, () => stack.Node.LogEnd());

    private static async Task UntilDegradedAsync(NodeProcess node, string reason)
    {
        (int Status, string Text) last = (0, "");
        await UntilAsync(
            reason,
            async () =>
            {
                last = await node.ReadReadinessAsync();
                return last.Status == 200 && last.Text.StartsWith("degraded\n", StringComparison.Ordinal) && last.Text.Contains(reason, StringComparison.Ordinal);
            },
            () => last.ToString());
    }

    private static async Task UntilAsync(string what, Func<Task<bool>> condition, Func<string> describe)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            if (patience.IsCancellationRequested)
                throw new TimeoutException($"No {what}: {describe()}");
            await Task.Delay(100);
        }
    }
}
