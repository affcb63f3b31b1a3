using Rollup.Ethereum.Chain;
using Rollup.Kernel.Primitives;
using Rollup.Sequencer.Pool;
using Rollup.State.Reconstruction;
using Rollup.Storage;
using Rollup.Storage.Batches;

namespace Rollup.Settlement.Tests;

public sealed class SettledChainTests
{
    private static readonly Address Alice = Address.FromU256(0xa11ce);
    private static readonly Address Bob = Address.FromU256(0xb0b);

    [Fact]
    public async Task A_deposit_and_a_transfer_are_committed_and_the_state_is_rebuilt_from_L1()
    {
        await using RunningRollup rollup = await RunningRollup.StartAsync(TimeSpan.FromDays(1));
        await rollup.L1.DepositAsync(Alice, 5);
        await rollup.L1.Anvil.MineAsync(2);
        await rollup.UntilAsync(async () => await rollup.BalanceAsync(Alice) == 5, "the deposit");
        SubmissionResult submitted = await rollup.Sequencer.SubmitAsync(RunningRollup.Account.Transfer(0, Bob, 7), CancellationToken.None);
        submitted.Rejection.ShouldBeNull();
        await rollup.UntilAsync(async () => await rollup.BalanceAsync(Bob) == 7, "the transfer");
        await SettledWithBalanceAsync(rollup, Bob, 7);

        StateReconstructor rebuilt = await rollup.ReconstructAsync();
        BatchRow last = (await rollup.Batches.GetAsync(rebuilt.Header.Number, CancellationToken.None))!;
        last.Hash.ShouldBe(SettlementFixture.Hash(rebuilt.Header));
        BalanceIn(rebuilt, Alice).ShouldBe((U256)5UL);
    }

    [Fact]
    public async Task A_reorg_that_takes_an_early_deposit_and_its_commit_sends_L2_back_and_it_goes_on()
    {
        await using RunningRollup rollup = await RunningRollup.StartAsync(TimeSpan.FromHours(2), slotsInAnEpoch: 32);

        // Old enough to be taken before it is final: the batch that holds it is committed in the block after it.
        await rollup.L1.DepositAsync(Alice, 5);
        await rollup.L1.Anvil.AdvanceTimeAsync(TimeSpan.FromHours(1));
        await rollup.L1.Anvil.MineAsync();
        await rollup.UntilAsync(async () => await rollup.BalanceAsync(Alice) == 5, "the deposit");
        await SettledWithBalanceAsync(rollup, Alice, 5);
        ulong depth = await BlocksSinceDepositAsync(rollup);

        // Another deposit takes its place; the first one never comes back.
        await rollup.L1.Anvil.ReorganiseAsync((int)depth);
        await rollup.L1.DepositAsync(Bob, 9);
        await rollup.L1.Anvil.MineAsync(3);
        await rollup.UntilAsync(async () => await rollup.BalanceAsync(Bob) == 9 && await rollup.BalanceAsync(Alice) == 0, "the other deposit");
        await SettledWithBalanceAsync(rollup, Bob, 9);

        StateReconstructor rebuilt = await rollup.ReconstructAsync();
        BalanceIn(rebuilt, Alice).ShouldBe(U256.Zero);
        BalanceIn(rebuilt, Bob).ShouldBe((U256)9UL);
    }

    [Fact]
    public async Task Batches_sealed_before_an_outage_of_L1_of_days_are_discarded_and_their_transactions_are_executed_again()
    {
        await using RunningRollup rollup = await RunningRollup.StartAsync(TimeSpan.FromDays(1));
        await rollup.UntilAsync(() => Task.FromResult(rollup.Sequencer.Pool is not null), "the lead");
        (await rollup.Sequencer.SubmitAsync(RunningRollup.Account.Transfer(0, Bob, 7), CancellationToken.None)).Rejection.ShouldBeNull();
        await SettledWithBalanceAsync(rollup, Bob, 7);
        ulong committed = (await rollup.Store.ReadStatusAsync(CancellationToken.None))!.CommittedBatch;

        rollup.L1.Anvil.Pause();
        SubmissionResult lost = await rollup.Sequencer.SubmitAsync(RunningRollup.Account.Transfer(1, Bob, 3), CancellationToken.None);
        lost.Rejection.ShouldBeNull();
        BatchRow? expired = null;
        await rollup.UntilAsync(async () => await rollup.BalanceAsync(Bob) == 10 && (expired = await rollup.Batches.GetAsync(committed + 1, CancellationToken.None)) is not null, "a batch that L1 does not get");

        // More than the contract's maxLag of two days.
        rollup.L1.Anvil.Resume();
        await rollup.AdvanceTimeAsync(TimeSpan.FromDays(3));
        await rollup.UntilAsync(async () => await rollup.Batches.GetAsync(committed + 1, CancellationToken.None) is { } batch && batch.Hash != expired!.Hash, "another batch in its place");
        await SettledWithBalanceAsync(rollup, Bob, 10);
        (await rollup.Store.ReadStatusAsync(CancellationToken.None))!.Problem.ShouldBeNull();
    }

    private static async Task SettledWithBalanceAsync(RunningRollup rollup, Address account, ulong balance)
    {
        // Batches go on being sealed; at some point L1 has the one in which the balance is this.
        await rollup.SettledAsync();
        await rollup.UntilAsync(async () => BalanceIn(await rollup.ReconstructAsync(), account) == balance, "the commit of a balance");
    }

    private static U256 BalanceIn(StateReconstructor state, Address account) =>
        state.Entries.FirstOrDefault(entry => entry.Key.IsAccount && entry.Key.Address == account)?.Value.Account.Balance ?? U256.Zero;

    private static async Task<ulong> BlocksSinceDepositAsync(RunningRollup rollup)
    {
        L1Block head = (await rollup.L1.Anvil.Client.GetBlockAsync(L1BlockTag.Latest, CancellationToken.None))!;
        ulong deposit = (await rollup.L1.Contract.QueueItemsAsync(0, head.Number, CancellationToken.None)).Single().Log.BlockNumber;
        return head.Number - deposit + 1;
    }
}
