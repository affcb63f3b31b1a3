using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;
using Rollup.Sequencer.Pool;
using Rollup.Storage;
using Rollup.Storage.Transactions;
using Rollup.Testing;

namespace Rollup.Sequencer.Tests.Pool;

/// <summary>A pool over a state that the test sets, and short ways to make transactions for it. Signatures play no part here.</summary>
internal sealed class PoolFixture
{
    public static readonly U256 Rich = U256.One << 100;
    private ulong _made;

    public PoolFixture(MempoolOptions? options = null)
    {
        for (ulong i = 1; i <= 5; i++) State.Set(Sender(i), 0, Rich);
        Pool = new Mempool(options ?? new MempoolOptions(), State, minimumBaseFee: 1, nextId: 1, Clock);
    }

    public FakeState State { get; } = new();

    public TestClock Clock { get; } = new();

    public Mempool Pool { get; }

    public static Address Sender(ulong number) => Address.FromU256(0x1000 + number);

    public PooledTransaction Make(ulong sender, ulong nonce, ulong maxFee = 1_000, ulong tip = 100, ulong gas = 21_000, U256 value = default, long id = 0, int bytes = 1)
    {
        var transaction = new Transaction { Type = TransactionType.DynamicFee, Nonce = nonce, GasLimit = gas, MaxFeePerGas = maxFee, MaxPriorityFeePerGas = tip, Value = value };
        return new PooledTransaction(new byte[bytes], Hash256.FromU256(++_made), Sender(sender), in transaction, Clock.GetUtcNow(), id);
    }

    /// <summary>Adds one transaction; an accepted one becomes durable at once.</summary>
    public (Rejection? Rejection, IReadOnlyList<RemovalRow> Removed) Add(PooledTransaction transaction, bool store = true)
    {
        var change = new PoolChange();
        var rejections = new Rejection?[1];
        Pool.Add([transaction], rejections, change);
        if (store) Pool.Confirm(change);
        return (rejections[0], [.. change.Removed.Select(removal => removal.Row)]);
    }

    public void Accept(params PooledTransaction[] transactions)
    {
        foreach (PooledTransaction transaction in transactions) Add(transaction).Rejection.ShouldBeNull();
    }

    public RejectionReason Refuse(PooledTransaction transaction) => Add(transaction).Rejection.ShouldNotBeNull().Reason;

    /// <summary>Takes all that a block could hold.</summary>
    public IReadOnlyList<PooledTransaction> TakeAll(U256 baseFee, out TransactionSelection selection)
    {
        selection = Pool.Select(baseFee);
        while (selection.TryTake(out PooledTransaction transaction)) selection.Advance(transaction);
        return selection.Taken;
    }

    public IReadOnlyList<PooledTransaction> TakeAll(ulong baseFee = 1)
    {
        IReadOnlyList<PooledTransaction> taken = TakeAll(baseFee, out TransactionSelection selection);
        Pool.AbandonBlock(selection, []);
        return taken;
    }
}
