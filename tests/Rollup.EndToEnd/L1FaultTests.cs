using Rollup.Kernel.Primitives;
using Rollup.Ethereum.Chain;
using Rollup.Testing;

namespace Rollup.EndToEnd;

/// <summary>Faults of L1 under load on L2.</summary>
public sealed class L1FaultTests
{
    private const ulong Wei = 5_000_000;
    private static readonly Address Depositor = Address.FromU256(0xdeb0);

    [Fact]
    public async Task Blocks_go_on_while_L1_does_not_answer_for_a_minute_and_are_committed_afterwards()
    {
        await using LoadedStack loaded = await LoadedStack.StartAsync();
        await loaded.WaitForProgressAsync();
        loaded.Anvil.Pause();
        ulong height = await loaded.ReadHeightAsync();
        await Task.Delay(TimeSpan.FromMinutes(1));
        (await loaded.ReadHeightAsync()).ShouldBeGreaterThan(height + 10);
        loaded.Anvil.Resume();
        await loaded.AuditAsync();
    }

    [Fact]
    public async Task A_commit_that_a_reorg_of_L1_drops_is_committed_again()
    {
        await using LoadedStack loaded = await LoadedStack.StartAsync();
        for (int i = 0; i < 2; i++)
        {
            ulong committed = await ReadCommittedAsync(loaded);
            await loaded.WaitUntilAsync("commit", async () => await ReadCommittedAsync(loaded) > committed);
            await loaded.Anvil.ReorganiseAsync(1);
        }

        await loaded.AuditAsync();
    }

    [Fact]
    public async Task A_deposit_that_a_reorg_drops_before_it_is_final_is_never_credited()
    {
        await using LoadedStack loaded = await LoadedStack.StartAsync();
        await MineByHandAsync(loaded);
        await loaded.Stack.L1.SendDepositAsync(Depositor, Wei);
        await loaded.Anvil.MineAsync();
        await loaded.Anvil.ReorganiseAsync(1);
        await loaded.Anvil.MineAsync(3);
        await MineEverySecondAsync(loaded);

        // The next deposit takes the place of the lost one in the queue.
        await loaded.Stack.L1.SendDepositAsync(Depositor, 3);
        await loaded.WaitUntilAsync("credit", async () => await loaded.ReadBalanceAsync(Depositor) != U256.Zero);
        (await loaded.ReadBalanceAsync(Depositor)).ShouldBe((U256)3);
        await loaded.AuditAsync();
    }

    [Fact]
    public async Task A_reorg_that_drops_a_deposit_taken_early_takes_L2_back_to_before_it_and_no_further_transaction_is_lost()
    {
        await using LoadedStack loaded = await LoadedStack.StartAsync();
        await loaded.WaitForProgressAsync();
        await MineByHandAsync(loaded);
        await loaded.Stack.L1.SendDepositAsync(Depositor, Wei);
        await loaded.Anvil.MineAsync();

        // Past half the inclusion deadline of a day, a deposit is taken before it is final.
        await loaded.Anvil.AdvanceTimeAsync(TimeSpan.FromHours(13));
        await loaded.Anvil.MineAsync();
        await loaded.WaitUntilAsync("early credit", async () => await loaded.ReadBalanceAsync(Depositor) == (U256)Wei);

        // A dropped deposit may come back in a later block: it is given up when L1 is final without it.
        await loaded.Anvil.ReorganiseAsync(2);
        await MineEverySecondAsync(loaded);
        await loaded.WaitUntilAsync("roll-back", async () => await loaded.ReadBalanceAsync(Depositor) == U256.Zero);
        await loaded.WaitForProgressAsync();
        await loaded.AuditAsync();
    }

    [Fact]
    [Trait("Category", "Faults")]
    public async Task Where_the_newest_block_counts_as_final_a_reorg_takes_L2_back_and_the_chain_goes_on()
    {
        await using LoadedStack loaded = await LoadedStack.StartAsync(startNodes: stack => stack.StartNodeAsync(null, ("ROLLUP_L1__Finality", "latest")));
        await loaded.WaitForProgressAsync();
        await MineByHandAsync(loaded);
        await loaded.Stack.L1.SendDepositAsync(Depositor, Wei);
        await loaded.Anvil.MineAsync();
        await loaded.WaitUntilAsync("credit", async () => await loaded.ReadBalanceAsync(Depositor) == (U256)Wei);

        await loaded.Anvil.ReorganiseAsync(1);
        await MineEverySecondAsync(loaded);
        await loaded.WaitUntilAsync("roll-back", async () => await loaded.ReadBalanceAsync(Depositor) == U256.Zero);
        await loaded.WaitForProgressAsync();
        await loaded.AuditAsync();
    }

    [Fact]
    [Trait("Category", "Faults")]
    public async Task A_reorg_of_what_L1_had_finalised_is_named_takes_no_deposits_and_is_followed_when_the_operator_says_so()
    {
        await using LoadedStack loaded = await LoadedStack.StartAsync();
        await loaded.WaitForProgressAsync();
        await MineByHandAsync(loaded);
        await loaded.Stack.L1.SendDepositAsync(Depositor, Wei);
        await loaded.Anvil.MineAsync(4);
        await loaded.WaitUntilAsync("credit", async () => await loaded.ReadBalanceAsync(Depositor) == (U256)Wei);

        await loaded.Anvil.ReorganiseAsync(4);
        await MineEverySecondAsync(loaded);
        (int Status, string Text) readiness = (0, "");
        await loaded.WaitUntilAsync("notice", async () => (readiness = await loaded.Stack.Node.ReadReadinessAsync()).Text.Contains("was final and is another one now", StringComparison.Ordinal));
        readiness.Status.ShouldBe(200, readiness.Text);
        readiness.Text.ShouldContain("ops/README.md");
        await loaded.WaitForProgressAsync();
        (await loaded.ReadBalanceAsync(Depositor)).ShouldBe((U256)Wei, "nothing is undone without the operator's word");

        await loaded.Stack.Node.KillAsync();
        NodeProcess accepting = await loaded.Stack.StartNodeAsync(null, ("ROLLUP_L1__AcceptReorgOfFinal", "true"));
        loaded.SwitchTo(accepting);
        await loaded.WaitUntilAsync("roll-back", async () => await loaded.ReadBalanceAsync(Depositor) == U256.Zero);
        await loaded.WaitForProgressAsync();
        await loaded.AuditAsync();
    }

    private static Task<ulong> ReadCommittedAsync(LoadedStack loaded) => loaded.Stack.L1.Contract.LastCommittedBatchAsync(L1BlockTag.Latest, CancellationToken.None);

    private static Task MineByHandAsync(LoadedStack loaded) => loaded.Anvil.SendAsync("evm_setIntervalMining", 0);

    private static Task MineEverySecondAsync(LoadedStack loaded) => loaded.Anvil.SendAsync("evm_setIntervalMining", 1);
}
