using Npgsql;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Primitives;
using Rollup.Storage.L1;
using Rollup.Storage.Lease;
using Rollup.Testing;

namespace Rollup.Settlement.Tests;

public sealed class BatchCommitterTests : IAsyncLifetime
{
    private SettlementFixture _fixture = null!;

    public async Task InitializeAsync() => _fixture = await SettlementFixture.StartAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Sealed_batches_are_committed_once_each_in_order()
    {
        BatchHeader[] headers = [await _fixture.SealAsync(), await _fixture.SealAsync(), await _fixture.SealAsync()];
        BatchCommitter committer = _fixture.NewCommitter();
        await StepUntilCommittedAsync(committer, 3);

        for (ulong number = 1; number <= 3; number++)
        {
            (await _fixture.L1.Contract.BatchHashAsync(number, L1BlockTag.Latest, CancellationToken.None))
                .ShouldBe(SettlementFixture.Hash(headers[number - 1]));
            (await _fixture.Store.ReadCommitAsync(number, CancellationToken.None)).ShouldNotBeNull();
        }

        await committer.StepAsync(CancellationToken.None);
        await committer.StepAsync(CancellationToken.None);
        (await _fixture.CommitsSentAsync()).ShouldBe(3UL);
        SettlementStatus status = (await _fixture.Store.ReadStatusAsync(CancellationToken.None))!;
        status.CommittedBatch.ShouldBe(3UL);
        status.SafeBatch.ShouldBe(3UL);
        status.SafeBlock.ShouldBe(headers[2].LastBlock);
        status.FinalizedBatch.ShouldBe(0UL);
        status.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Several_commits_wait_for_L1_together()
    {
        await _fixture.Anvil.SetAutomineAsync(false);
        await _fixture.SealAsync();
        await _fixture.SealAsync();
        await _fixture.SealAsync();
        BatchCommitter committer = _fixture.NewCommitter(options: new SettlementOptions { MaxInFlight = 2 });
        await committer.StepAsync(CancellationToken.None);
        await _fixture.Anvil.MineAsync();
        (await _fixture.CommittedAsync()).ShouldBe(2UL);
    }

    [Fact]
    public async Task A_batch_is_safe_when_its_commit_is_as_deep_as_was_asked_for()
    {
        await _fixture.SealAsync();
        BatchCommitter committer = _fixture.NewCommitter(options: new SettlementOptions { SafeDepth = 3 });
        await StepUntilCommittedAsync(committer, 1);
        (await _fixture.Store.ReadStatusAsync(CancellationToken.None))!.SafeBatch.ShouldBe(0UL);
        await _fixture.Anvil.MineAsync(2);
        await committer.StepAsync(CancellationToken.None);
        (await _fixture.Store.ReadStatusAsync(CancellationToken.None))!.SafeBatch.ShouldBe(1UL);
    }

    [Fact]
    public async Task A_restart_between_broadcast_and_confirmation_commits_nothing_twice()
    {
        await _fixture.Anvil.SetAutomineAsync(false);
        await _fixture.SealAsync();
        await _fixture.NewCommitter().StepAsync(CancellationToken.None);
        await _fixture.NewCommitter().StepAsync(CancellationToken.None);
        await _fixture.Anvil.MineAsync();
        BatchCommitter restarted = _fixture.NewCommitter();
        await restarted.StepAsync(CancellationToken.None);
        await restarted.StepAsync(CancellationToken.None);
        await _fixture.Anvil.MineAsync();

        (await _fixture.CommittedAsync()).ShouldBe(1UL);
        (await _fixture.CommitsSentAsync()).ShouldBe(1UL);
        (await _fixture.Store.ReadStatusAsync(CancellationToken.None))!.CommittedBatch.ShouldBe(1UL);
    }

    [Fact]
    public async Task Two_settlers_at_once_commit_every_batch_once()
    {
        await _fixture.Anvil.SetAutomineAsync(false);
        await _fixture.SealAsync();
        await _fixture.SealAsync();
        await Task.WhenAll(StepThroughConflictsAsync(_fixture.NewCommitter()), StepThroughConflictsAsync(_fixture.NewCommitter()));
        await _fixture.Anvil.MineAsync();
        await Task.WhenAll(StepThroughConflictsAsync(_fixture.NewCommitter()), StepThroughConflictsAsync(_fixture.NewCommitter()));
        await _fixture.Anvil.MineAsync();
        (await _fixture.CommittedAsync()).ShouldBe(2UL);
        (await _fixture.CommitsSentAsync()).ShouldBe(2UL);
    }

    [Fact]
    public async Task Of_two_settlers_that_run_one_waits_until_the_other_has_ended()
    {
        SettlementOptions quick = new() { PollInterval = TimeSpan.FromMilliseconds(50) };
        using CancellationTokenSource stopFirst = new(), stopSecond = new();
        Task first = _fixture.NewCommitter(options: quick).RunAsync(stopFirst.Token);
        await _fixture.SealAsync();
        await UntilCommittedAsync(1);

        Task second = _fixture.NewCommitter(options: quick).RunAsync(stopSecond.Token);
        await Task.Delay(500);
        await stopFirst.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        await _fixture.SealAsync();
        await UntilCommittedAsync(2);
        await stopSecond.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(second);

        async Task UntilCommittedAsync(ulong batch)
        {
            for (int i = 0; i < 300 && await _fixture.CommittedAsync() < batch; i++)
                await Task.Delay(100);
            (await _fixture.CommittedAsync()).ShouldBe(batch);
        }
    }

    [Fact]
    public async Task While_one_process_holds_the_settlers_lock_no_other_posts_anything()
    {
        using CancellationTokenSource stop = new();
        await using (await SessionLock.AcquireSettlerAsync(_fixture.Database, TimeProvider.System, default))
        {
            await _fixture.SealAsync();
            Task waiting = _fixture.NewCommitter(options: new SettlementOptions { PollInterval = TimeSpan.FromMilliseconds(50) }).RunAsync(stop.Token);
            await Task.Delay(1_000);
            (await _fixture.CommitsSentAsync()).ShouldBe(0UL);
            (await _fixture.Store.ReadStatusAsync(default)).ShouldBeNull();
            await stop.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(waiting);
        }
    }

    [Fact]
    public async Task A_commit_that_a_reorg_dropped_is_forgotten_and_posted_again()
    {
        await _fixture.SealAsync();
        await _fixture.SealAsync();
        BatchCommitter committer = _fixture.NewCommitter();
        await StepUntilCommittedAsync(committer, 2);

        await _fixture.Anvil.SetAutomineAsync(false);
        await _fixture.Anvil.ReorganiseAsync(1);
        (await _fixture.CommittedAsync()).ShouldBe(1UL);
        await committer.StepAsync(CancellationToken.None);
        (await _fixture.Store.ReadCommitAsync(2, CancellationToken.None)).ShouldBeNull();
        (await _fixture.Store.ReadCommitAsync(1, CancellationToken.None)).ShouldNotBeNull();
        (await _fixture.Store.ReadStatusAsync(CancellationToken.None))!.SafeBatch.ShouldBe(1UL);

        await _fixture.Anvil.MineAsync();
        await StepUntilCommittedAsync(committer, 2);
        CommitLocation commit = (await _fixture.Store.ReadCommitAsync(2, CancellationToken.None))!;
        (await _fixture.Anvil.Client.GetBlockAsync(L1BlockTag.At(commit.BlockNumber), CancellationToken.None))!.Hash.ShouldBe(commit.BlockHash);
    }

    [Fact]
    public async Task A_stuck_commit_is_replaced_with_higher_fees()
    {
        await _fixture.Anvil.SetAutomineAsync(false);
        await _fixture.SealAsync();
        BatchCommitter committer = _fixture.NewCommitter();
        await committer.StepAsync(CancellationToken.None);
        _fixture.Clock.Advance(TimeSpan.FromMinutes(10));
        await committer.StepAsync(CancellationToken.None);
        L1TransactionRecord record = (await _fixture.Transactions.ReadByPurposeAsync("commit:1", CancellationToken.None)).ShouldHaveSingleItem();
        record.Attempts.Count.ShouldBe(2);
        await _fixture.Anvil.MineAsync();
        (await _fixture.CommittedAsync()).ShouldBe(1UL);
        (await _fixture.CommitsSentAsync()).ShouldBe(1UL);
    }

    [Fact]
    public async Task A_commit_whose_nonce_someone_else_used_is_planned_again()
    {
        await _fixture.Anvil.SetAutomineAsync(false);
        await _fixture.SealAsync();
        BatchCommitter committer = _fixture.NewCommitter();
        await committer.StepAsync(CancellationToken.None);
        await _fixture.Anvil.DropPendingAsync();
        await _fixture.Anvil.SendAsync("eth_sendTransaction", new
        {
            from = _fixture.Signer.Address.ToHex(),
            to = Address.FromU256(7).ToHex(),
            value = "0x1",
            gas = "0x5208",
            maxFeePerGas = "0x2540be400",
            maxPriorityFeePerGas = "0x77359400",
        });
        await _fixture.Anvil.MineAsync();

        await committer.StepAsync(CancellationToken.None);
        await _fixture.Anvil.MineAsync();
        (await _fixture.CommittedAsync()).ShouldBe(1UL);
        (await _fixture.Transactions.ReadByPurposeAsync("commit:1", CancellationToken.None)).Select(record => record.Status)
            .ShouldBe([L1TransactionStatus.Displaced, L1TransactionStatus.Pending]);
    }

    [Fact]
    public async Task A_batch_sealed_anew_replaces_its_pending_commit()
    {
        await _fixture.Anvil.SetAutomineAsync(false);
        await _fixture.SealAsync(salt: 1);
        BatchCommitter committer = _fixture.NewCommitter();
        await committer.StepAsync(CancellationToken.None);
        await _fixture.UnsealAsync(1);
        BatchHeader resealed = await _fixture.SealAsync(salt: 2);
        await committer.StepAsync(CancellationToken.None);
        await _fixture.Anvil.MineAsync();

        (await _fixture.L1.Contract.BatchHashAsync(1, L1BlockTag.Latest, CancellationToken.None)).ShouldBe(SettlementFixture.Hash(resealed));
        (await _fixture.CommitsSentAsync()).ShouldBe(1UL);
    }

    [Fact]
    public async Task An_outage_of_L1_is_waited_out()
    {
        await _fixture.SealAsync();
        using var rpc = new JsonRpcClient(_fixture.Anvil.Url, new JsonRpcOptions { Timeout = TimeSpan.FromMilliseconds(300), Retries = 0 });
        BatchCommitter committer = _fixture.NewCommitter(
            rpc, new SettlementOptions { PollInterval = TimeSpan.FromMilliseconds(20), MaxBackoff = TimeSpan.FromMilliseconds(100) });
        _fixture.Anvil.Pause();
        await Should.ThrowAsync<L1UnreachableException>(() => committer.StepAsync(CancellationToken.None));

        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        Task running = committer.RunAsync(stop.Token);
        await Task.Delay(500);
        _fixture.Anvil.Resume();
        while (await _fixture.Store.ReadStatusAsync(stop.Token) is not { CommittedBatch: 1 })
            await Task.Delay(20, stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        (await _fixture.CommitsSentAsync()).ShouldBe(1UL);
    }

    [Fact]
    public async Task Another_batch_on_L1_than_ours_stops_settlement()
    {
        await _fixture.SealAsync(salt: 1);
        await StepUntilCommittedAsync(_fixture.NewCommitter(), 1);
        await _fixture.UnsealAsync(1);
        await _fixture.SealAsync(salt: 2);

        BatchCommitter committer = _fixture.NewCommitter();
        await Should.ThrowAsync<SettlementHaltedException>(() => committer.StepAsync(CancellationToken.None));
        (await _fixture.Store.ReadStatusAsync(CancellationToken.None))!.Problem!.ShouldContain("batch 1 is 0x");
    }

    [Fact]
    public async Task A_batch_on_L1_that_was_never_sealed_here_stops_settlement()
    {
        await _fixture.SealAsync();
        await StepUntilCommittedAsync(_fixture.NewCommitter(), 1);
        await _fixture.UnsealAsync(1);
        await Should.ThrowAsync<SettlementHaltedException>(() => _fixture.NewCommitter().StepAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_refusal_by_the_contract_is_named_and_retried()
    {
        await _fixture.SealAsync();
        await _fixture.L1.CallAsync(new PauseFunction());
        BatchCommitter committer = _fixture.NewCommitter();
        await committer.StepAsync(CancellationToken.None);
        (await _fixture.Store.ReadStatusAsync(CancellationToken.None))!.Problem.ShouldBe("L1 refuses batch 1: EnforcedPause()");

        await _fixture.L1.CallAsOwnerAsync(new UnpauseFunction());
        await StepUntilCommittedAsync(committer, 1);
        (await _fixture.Store.ReadStatusAsync(CancellationToken.None))!.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_key_that_has_delegated_is_named_and_commits_again_once_it_has_ended_that()
    {
        await _fixture.SealAsync();
        string account = _fixture.Signer.Address.ToHex();
        await _fixture.Anvil.SendAsync("anvil_setCode", account, "0xef0100" + new string('1', 40));
        await _fixture.Anvil.MineAsync();
        BatchCommitter committer = _fixture.NewCommitter();
        await committer.StepAsync(CancellationToken.None);
        (await _fixture.Store.ReadStatusAsync(CancellationToken.None))!.Problem!.ShouldContain("its key has delegated (EIP-7702)");
        (await _fixture.CommitsSentAsync()).ShouldBe(0UL);

        await _fixture.Anvil.SendAsync("anvil_setCode", account, "0x");
        await _fixture.Anvil.MineAsync();
        await StepUntilCommittedAsync(committer, 1);
        (await _fixture.Store.ReadStatusAsync(CancellationToken.None))!.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Commits_reverted_on_the_contract_are_posted_again()
    {
        await _fixture.SealAsync();
        await _fixture.SealAsync();
        BatchCommitter committer = _fixture.NewCommitter();
        await StepUntilCommittedAsync(committer, 2);
        await _fixture.L1.CallAsync(new RevertBatchesFunction());
        (await _fixture.CommittedAsync()).ShouldBe(0UL);
        await StepUntilCommittedAsync(committer, 2);
        (await _fixture.Store.ReadCommitAsync(2, CancellationToken.None)).ShouldNotBeNull();
    }

    private async Task StepUntilCommittedAsync(BatchCommitter committer, ulong batch)
    {
        // Anvil mines a moment after it accepts.
        for (int step = 0; step < 100; step++)
        {
            await committer.StepAsync(CancellationToken.None);
            if ((await _fixture.Store.ReadStatusAsync(CancellationToken.None))!.CommittedBatch == batch)
                return;
            await Task.Delay(20);
        }

        throw new ShouldAssertException($"Batch {batch} is not committed after a hundred steps.");
    }

    private static async Task StepThroughConflictsAsync(BatchCommitter committer)
    {
        try
        {
            await committer.StepAsync(CancellationToken.None);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // The other one was first; RunAsync would try again.
        }
    }
}
