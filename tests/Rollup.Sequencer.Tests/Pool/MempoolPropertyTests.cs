using FsCheck;
using FsCheck.Fluent;
using Rollup.Kernel.Primitives;
using Rollup.Sequencer.Pool;
using Rollup.Storage;
using Rollup.Storage.Transactions;

namespace Rollup.Sequencer.Tests.Pool;

/// <summary>Random histories of a small pool, with its invariants checked after every step.</summary>
public class MempoolPropertyTests
{
    private const int Senders = 4;
    private static readonly MempoolOptions Small = new() { MaxTransactions = 12, MaxTransactionsPerSender = 5, MaxNonceGap = 6 };

    [Fact]
    public void Whatever_happens_the_invariants_hold()
    {
        Gen<int[]> histories = Gen.Choose(int.MinValue, int.MaxValue).ArrayOf(120);
        Check.QuickThrowOnFailure(Prop.ForAll(Arb.From(histories), Run));
    }

    private static void Run(int[] history)
    {
        var fixture = new PoolFixture(Small);
        var model = new Model(fixture);
        for (ulong sender = 1; sender <= Senders; sender++) model.Fund(sender, 200_000_000);
        foreach (int step in history)
        {
            var random = new Random(step);
            switch (random.Next(10))
            {
                case < 6: model.Submit((ulong)random.Next(1, Senders + 1), (ulong)random.Next(0, 9), (ulong)random.Next(1, 30)); break;
                case < 9: model.MakeBlock(baseFee: (ulong)random.Next(1, 200), room: random.Next(0, 6), invalidEvery: random.Next(1, 6)); break;
                default: model.Expire(TimeSpan.FromHours(random.Next(0, 3))); break;
            }

            model.CheckInvariants();
        }
    }

    private sealed class Model(PoolFixture fixture)
    {
        private readonly Dictionary<ulong, (ulong Nonce, U256 Balance)> _accounts = [];
        private readonly HashSet<long> _accepted = [];
        private readonly HashSet<long> _included = [];
        private readonly HashSet<long> _removed = [];

        public void Fund(ulong sender, U256 balance)
        {
            _accounts[sender] = (0, balance);
            fixture.State.Set(PoolFixture.Sender(sender), 0, balance);
        }

        public void Submit(ulong sender, ulong ahead, ulong fee)
        {
            PooledTransaction transaction = fixture.Make(sender, _accounts[sender].Nonce + ahead, maxFee: 100 * fee, tip: 10 * fee);
            (Rejection? rejection, IReadOnlyList<RemovalRow> removed) = fixture.Add(transaction);
            if (rejection is null) _accepted.Add(transaction.Id).ShouldBeTrue();
            else removed.ShouldBeEmpty();
            foreach (RemovalRow row in removed) _removed.Add(row.TransactionId).ShouldBeTrue();
        }

        public void MakeBlock(ulong baseFee, int room, int invalidEvery)
        {
            TransactionSelection selection = fixture.Pool.Select(baseFee);
            List<PooledTransaction> included = [];
            List<PoolRemoval> invalid = [];
            HashSet<Address> changed = [];
            while (included.Count < room && selection.TryTake(out PooledTransaction transaction))
            {
                ulong sender = (ulong)(transaction.Sender.ToU256() - 0x1000).L0;
                transaction.Nonce.ShouldBe(_accounts[sender].Nonce);
                (transaction.MaxFeePerGas >= baseFee).ShouldBeTrue();
                if (selection.Taken.Count % invalidEvery == 0 && invalidEvery > 1)
                {
                    invalid.Add(new PoolRemoval(transaction, new RemovalRow(transaction.Id, RemovalReason.Invalid, "", default)));
                    _removed.Add(transaction.Id).ShouldBeTrue();
                    continue;
                }

                included.Add(transaction);
                _included.Add(transaction.Id).ShouldBeTrue();
                (ulong nonce, U256 balance) = _accounts[sender];
                _accounts[sender] = (nonce + 1, balance - (transaction.Cost / 2));
                fixture.State.Set(transaction.Sender, nonce + 1, _accounts[sender].Balance);
                changed.Add(transaction.Sender);
                selection.Advance(transaction);
            }

            var change = new PoolChange();
            fixture.Pool.CompleteBlock(selection, included, invalid, changed, change);
            Record(change);
        }

        public void Expire(TimeSpan time)
        {
            fixture.Clock.Advance(time);
            var change = new PoolChange();
            fixture.Pool.Expire(change);
            Record(change);
        }

        public void CheckInvariants()
        {
            IReadOnlyList<(Address Sender, ulong NextNonce, IReadOnlyList<PooledTransaction> Transactions)> content = fixture.Pool.GetContent();
            PooledTransaction[] all = [.. content.SelectMany(sender => sender.Transactions)];
            all.Length.ShouldBe(fixture.Pool.Count);
            all.Length.ShouldBeLessThanOrEqualTo(Small.MaxTransactions);

            // Every accepted transaction is in exactly one place: pool, block, or removed with a reason.
            long[] pooled = [.. all.Select(transaction => transaction.Id)];
            pooled.Intersect(_included).ShouldBeEmpty();
            pooled.Intersect(_removed).ShouldBeEmpty();
            _included.Intersect(_removed).ShouldBeEmpty();
            pooled.Union(_included).Union(_removed).Order().ShouldBe(_accepted.Order());

            foreach ((Address sender, ulong next, IReadOnlyList<PooledTransaction> transactions) in content)
            {
                (ulong nonce, U256 balance) = _accounts[(ulong)(sender.ToU256() - 0x1000).L0];
                transactions.Count.ShouldBeInRange(1, Small.MaxTransactionsPerSender);
                ulong[] nonces = [.. transactions.Select(transaction => transaction.Nonce)];
                nonces.ShouldBe(nonces.Distinct().Order());
                (nonces[0] >= nonce && nonces[^1] - nonce <= Small.MaxNonceGap).ShouldBeTrue();
                next.ShouldBe(nonce + (ulong)nonces.TakeWhile((value, i) => value == nonce + (ulong)i).Count());
                (transactions.Aggregate(U256.Zero, (sum, transaction) => sum + transaction.Cost) <= balance).ShouldBeTrue();
            }

            fixture.Pool.PendingFloor.ShouldBe(pooled.Length == 0 ? _accepted.DefaultIfEmpty(0).Max() + 1 : pooled.Min());
            (fixture.Pool.GetStatus().Pending + fixture.Pool.GetStatus().Queued).ShouldBe(all.Length);
        }

        private void Record(PoolChange change)
        {
            foreach (PoolRemoval removal in change.Removed) _removed.Add(removal.Row.TransactionId).ShouldBeTrue();
            fixture.Pool.Confirm(change);
        }
    }
}
