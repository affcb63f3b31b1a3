using Rollup.Kernel.Primitives;
using Rollup.Sequencer.Pool;
using Rollup.Storage;
using Rollup.Storage.Transactions;

namespace Rollup.Sequencer.Tests.Pool;

public class MempoolTests
{
    private readonly PoolFixture _fixture = new();

    [Fact]
    public void A_used_nonce_is_refused_with_the_next_one()
    {
        _fixture.State.Set(PoolFixture.Sender(1), 5, PoolFixture.Rich);

        Rejection rejection = _fixture.Add(_fixture.Make(1, 3)).Rejection!;

        rejection.ShouldBe(new Rejection(RejectionReason.NonceTooLow, "nonce too low: next nonce 5, tx nonce 3"));
    }

    [Fact]
    public void A_nonce_may_be_ahead_within_the_gap_only()
    {
        _fixture.Accept(_fixture.Make(1, 1_024));
        _fixture.Refuse(_fixture.Make(1, 1_025)).ShouldBe(RejectionReason.NonceTooHigh);
        _fixture.Refuse(_fixture.Make(1, ulong.MaxValue)).ShouldBe(RejectionReason.NonceTooHigh);
    }

    [Fact]
    public void A_sender_that_delegated_to_code_gets_only_its_next_transaction_in()
    {
        _fixture.State.Delegate(PoolFixture.Sender(1));
        _fixture.Refuse(_fixture.Make(1, 1)).ShouldBe(RejectionReason.DelegatedSender);
        _fixture.Accept(_fixture.Make(1, 0));
        _fixture.Refuse(_fixture.Make(1, 1)).ShouldBe(RejectionReason.DelegatedSender);
        _fixture.Accept(_fixture.Make(1, 0, maxFee: 1_100, tip: 110));
    }

    [Fact]
    public void The_same_transaction_again_is_already_known()
    {
        PooledTransaction transaction = _fixture.Make(1, 0);
        _fixture.Accept(transaction);
        _fixture.Add(transaction).Rejection.ShouldBe(new Rejection(RejectionReason.AlreadyKnown, "already known"));
    }

    [Theory]
    [InlineData(1_100, 110, true)]
    [InlineData(1_099, 110, false)]
    [InlineData(1_100, 109, false)]
    [InlineData(5_000, 100, false)]
    [InlineData(1_000, 1_000, false)]
    public void A_replacement_needs_ten_percent_more_of_both_fees(ulong maxFee, ulong tip, bool accepted)
    {
        PooledTransaction old = _fixture.Make(1, 0, maxFee: 1_000, tip: 100);
        _fixture.Accept(old);

        (Rejection? rejection, IReadOnlyList<RemovalRow> removed) = _fixture.Add(_fixture.Make(1, 0, maxFee, tip));

        if (accepted)
        {
            rejection.ShouldBeNull();
            removed.Single().ShouldSatisfyAllConditions(row => row.TransactionId.ShouldBe(old.Id), row => row.Reason.ShouldBe(RemovalReason.Replaced));
            _fixture.Pool.Find(old.Hash).ShouldBeNull();
        }
        else
        {
            rejection.ShouldBe(new Rejection(RejectionReason.ReplacementUnderpriced, "replacement transaction underpriced"));
            _fixture.Pool.Find(old.Hash).ShouldBe(old);
        }

        _fixture.Pool.Count.ShouldBe(1);
    }

    [Fact]
    public void The_balance_must_cover_the_whole_queue()
    {
        _fixture.State.Set(PoolFixture.Sender(1), 0, 3 * 21_000 * 1_000);
        _fixture.Accept(_fixture.Make(1, 0), _fixture.Make(1, 1));
        _fixture.Refuse(_fixture.Make(1, 2, value: 1)).ShouldBe(RejectionReason.InsufficientFunds);
        _fixture.Accept(_fixture.Make(1, 2));
        Rejection rejection = _fixture.Add(_fixture.Make(1, 3)).Rejection!;
        rejection.Message.ShouldStartWith("insufficient funds for gas * price + value: ");
    }

    [Fact]
    public void A_replacement_is_covered_by_what_it_replaces()
    {
        _fixture.State.Set(PoolFixture.Sender(1), 0, 21_000 * 1_100);
        _fixture.Accept(_fixture.Make(1, 0, maxFee: 1_000, tip: 100), _fixture.Make(1, 0, maxFee: 1_100, tip: 110));
    }

    [Fact]
    public void A_cost_beyond_256_bits_is_refused()
    {
        _fixture.State.Set(PoolFixture.Sender(1), 0, U256.MaxValue - 1);
        _fixture.Refuse(_fixture.Make(1, 0, value: U256.MaxValue)).ShouldBe(RejectionReason.InsufficientFunds);
    }

    [Fact]
    public void A_full_pool_evicts_the_lowest_payer_for_a_better_one()
    {
        var fixture = new PoolFixture(new MempoolOptions { MaxTransactions = 3 });
        PooledTransaction cheap = fixture.Make(2, 0, tip: 10);
        fixture.Accept(fixture.Make(1, 0, tip: 50), cheap, fixture.Make(3, 0, tip: 40));

        fixture.Refuse(fixture.Make(4, 0, tip: 10)).ShouldBe(RejectionReason.PoolFull);
        (Rejection? rejection, IReadOnlyList<RemovalRow> removed) = fixture.Add(fixture.Make(4, 0, tip: 11));

        rejection.ShouldBeNull();
        removed.Single().ShouldSatisfyAllConditions(row => row.TransactionId.ShouldBe(cheap.Id), row => row.Reason.ShouldBe(RemovalReason.Evicted));
        fixture.Pool.Count.ShouldBe(3);
    }

    [Fact]
    public void Eviction_takes_a_senders_last_nonce_and_never_a_predecessor_of_the_newcomer()
    {
        var fixture = new PoolFixture(new MempoolOptions { MaxTransactions = 2 });
        fixture.Accept(fixture.Make(1, 0, tip: 10), fixture.Make(1, 1, tip: 100));

        fixture.Refuse(fixture.Make(1, 2, tip: 200)).ShouldBe(RejectionReason.PoolFull);
        fixture.Add(fixture.Make(2, 0, tip: 200)).Removed.Single().TransactionId.ShouldBe(2);
    }

    [Fact]
    public void A_pool_full_of_bytes_evicts_as_many_as_it_needs_or_none()
    {
        var fixture = new PoolFixture(new MempoolOptions { MaxBytes = 300 });
        fixture.Accept(fixture.Make(1, 0, tip: 1, bytes: 100), fixture.Make(2, 0, tip: 2, bytes: 100), fixture.Make(3, 0, tip: 9, bytes: 100));

        fixture.Refuse(fixture.Make(4, 0, tip: 5, bytes: 201)).ShouldBe(RejectionReason.PoolFull);
        fixture.Pool.Count.ShouldBe(3);
        fixture.Add(fixture.Make(4, 0, tip: 5, bytes: 150)).Removed.Select(row => row.TransactionId).ShouldBe([1L, 2L]);
    }

    [Fact]
    public void A_sender_whose_only_transaction_is_evicted_may_submit_in_the_same_breath()
    {
        var fixture = new PoolFixture(new MempoolOptions { MaxTransactions = 1 });
        fixture.Accept(fixture.Make(1, 0, tip: 1));

        var change = new PoolChange();
        fixture.Pool.Add([fixture.Make(2, 0, tip: 5), fixture.Make(1, 0, tip: 9)], new Rejection?[2], change);
        fixture.Pool.Confirm(change);

        change.Removed.Select(removal => removal.Row.TransactionId).ShouldBe([1L, 2L]);
        fixture.TakeAll().Single().Id.ShouldBe(3);
        fixture.Pool.GetContent().Single().Sender.ShouldBe(PoolFixture.Sender(1));
    }

    [Fact]
    public void A_sender_has_a_limit_of_its_own()
    {
        var fixture = new PoolFixture(new MempoolOptions { MaxTransactionsPerSender = 2 });
        fixture.Accept(fixture.Make(1, 0), fixture.Make(1, 1));
        fixture.Refuse(fixture.Make(1, 2)).ShouldBe(RejectionReason.PoolFull);
        fixture.Accept(fixture.Make(2, 0), fixture.Make(1, 1, maxFee: 2_000, tip: 200));
    }

    [Fact]
    public void What_waited_too_long_expires()
    {
        PooledTransaction old = _fixture.Make(1, 5);
        _fixture.Accept(old);
        _fixture.Clock.Advance(TimeSpan.FromHours(2));
        _fixture.Accept(_fixture.Make(1, 6));
        _fixture.Clock.Advance(TimeSpan.FromHours(2));

        var change = new PoolChange();
        _fixture.Pool.Expire(change);

        change.Removed.Single().Row.ShouldSatisfyAllConditions(row => row.TransactionId.ShouldBe(old.Id), row => row.Reason.ShouldBe(RemovalReason.Expired));
        _fixture.Pool.Count.ShouldBe(1);
    }

    [Fact]
    public void Only_durable_transactions_are_taken()
    {
        PooledTransaction first = _fixture.Make(1, 0);
        var change = new PoolChange();
        _fixture.Pool.Add([first], new Rejection?[1], change);

        _fixture.TakeAll().ShouldBeEmpty();
        _fixture.Pool.Confirm(change);
        _fixture.TakeAll().ShouldBe([first]);
    }

    [Fact]
    public void A_transaction_below_the_base_fee_holds_back_its_senders_later_ones()
    {
        PooledTransaction good = _fixture.Make(2, 0, maxFee: 500);
        _fixture.Accept(_fixture.Make(1, 0, maxFee: 400), _fixture.Make(1, 1, maxFee: 9_000, tip: 9_000), good);

        _fixture.TakeAll(baseFee: 450).ShouldBe([good]);
    }

    [Fact]
    public void The_effective_tip_decides_the_order()
    {
        // At a base fee of 900 the tips are 100, 50 and 60.
        PooledTransaction[] transactions = [_fixture.Make(1, 0, maxFee: 1_000, tip: 500), _fixture.Make(2, 0, maxFee: 5_000, tip: 50), _fixture.Make(3, 0, maxFee: 5_000, tip: 60)];
        _fixture.Accept(transactions);

        _fixture.TakeAll(baseFee: 900).ShouldBe([transactions[0], transactions[2], transactions[1]]);
    }

    [Fact]
    public void A_transaction_being_included_can_be_neither_replaced_nor_evicted()
    {
        var fixture = new PoolFixture(new MempoolOptions { MaxTransactions = 1 });
        fixture.Accept(fixture.Make(1, 0, tip: 1));
        _ = fixture.TakeAll(1, out TransactionSelection selection);

        fixture.Refuse(fixture.Make(1, 0, maxFee: 9_000, tip: 900)).ShouldBe(RejectionReason.ReplacementUnderpriced);
        fixture.Refuse(fixture.Make(2, 0, tip: 900)).ShouldBe(RejectionReason.PoolFull);

        fixture.Pool.AbandonBlock(selection, []);
        fixture.Accept(fixture.Make(1, 0, maxFee: 9_000, tip: 900));
    }

    [Fact]
    public void After_a_block_queues_follow_their_accounts()
    {
        PooledTransaction[] own = [_fixture.Make(1, 0), _fixture.Make(1, 1), _fixture.Make(1, 2), _fixture.Make(1, 3)];
        _fixture.Accept(own);
        TransactionSelection selection = _fixture.Pool.Select(1);
        selection.TryTake(out PooledTransaction included).ShouldBeTrue();
        // Nonce 1 was used by an item from L1, and what is left pays for one more.
        _fixture.State.Set(PoolFixture.Sender(1), 2, 21_000 * 1_000);

        var change = new PoolChange();
        _fixture.Pool.CompleteBlock(selection, [included], [], [PoolFixture.Sender(1)], change);

        change.Removed.Select(removal => (removal.Row.TransactionId, removal.Row.Reason)).ShouldBe(
            [(own[1].Id, RemovalReason.NonceUsed), (own[3].Id, RemovalReason.Underfunded)]);
        _fixture.TakeAll().ShouldBe([own[2]]);
    }

    [Fact]
    public void A_restart_reads_from_the_oldest_transaction_whose_fate_is_not_durable()
    {
        PooledTransaction[] transactions = [_fixture.Make(1, 0), _fixture.Make(2, 0), _fixture.Make(3, 0)];
        _fixture.Accept(transactions);
        _fixture.Pool.PendingFloor.ShouldBe(1);

        var change = new PoolChange();
        _fixture.Pool.Add([_fixture.Make(1, 0, maxFee: 2_000, tip: 200)], new Rejection?[1], change);
        _fixture.Pool.PendingFloor.ShouldBe(1);
        _fixture.Pool.Confirm(change);
        _fixture.Pool.PendingFloor.ShouldBe(2);
    }

    [Fact]
    public void Restored_transactions_that_do_not_fit_any_more_leave_with_a_reason()
    {
        _fixture.State.Set(PoolFixture.Sender(1), 1, 21_000 * 1_000);
        PooledTransaction[] stored = [_fixture.Make(1, 0, id: 1), _fixture.Make(1, 1, id: 2), _fixture.Make(1, 2, id: 3)];

        var change = new PoolChange();
        _fixture.Pool.Restore(stored, change);

        change.Removed.Select(removal => (removal.Row.TransactionId, removal.Row.Reason)).ShouldBe([(1, RemovalReason.NonceUsed), (3, RemovalReason.Underfunded)]);
        _fixture.TakeAll().ShouldBe([stored[1]]);
    }

    [Fact]
    public void Status_and_nonces_tell_executable_from_waiting_transactions()
    {
        _fixture.Accept(_fixture.Make(1, 0), _fixture.Make(1, 1), _fixture.Make(1, 3), _fixture.Make(2, 7));

        _fixture.Pool.GetStatus().ShouldBe(new MempoolStatus(2, 2));
        _fixture.Pool.NextNonce(PoolFixture.Sender(1)).ShouldBe(2UL);
        _fixture.Pool.NextNonce(PoolFixture.Sender(2)).ShouldBe(0UL);
        _fixture.Pool.NextNonce(PoolFixture.Sender(3)).ShouldBe(0UL);
        _fixture.Pool.GetContent().Single(sender => sender.Sender == PoolFixture.Sender(1)).Transactions.Select(transaction => transaction.Nonce).ShouldBe([0UL, 1UL, 3UL]);
    }
}
