using FsCheck;
using FsCheck.Fluent;
using Rollup.Ethereum.Sending;
using Rollup.Storage.L1;

namespace Rollup.Ethereum.Tests.Sending;

public sealed class FeePolicyTests
{
    private const ulong Gwei = 1_000_000_000;

    [Fact]
    public void An_offer_is_twice_the_base_fee_plus_the_tip() =>
        new FeePolicy().Offer(20 * Gwei, 2 * Gwei).ShouldBe(new TransactionFees(42 * Gwei, 2 * Gwei));

    [Fact]
    public void Tips_stay_within_the_policy()
    {
        var policy = new FeePolicy { MinPriorityFee = Gwei, MaxPriorityFee = 3 * Gwei };
        policy.Offer(Gwei, 0).MaxPriorityFeePerGas.ShouldBe(Gwei);
        policy.Offer(Gwei, 50 * Gwei).MaxPriorityFeePerGas.ShouldBe(3 * Gwei);
    }

    [Fact]
    public void An_offer_never_exceeds_the_cap_and_covers_its_tip() => Prop.ForAll(Any<ulong>(), Any<ulong>(), Any<ulong>(), (baseFee, tip, cap) =>
    {
        TransactionFees offer = new FeePolicy { MaxFeeCap = cap }.Offer(baseFee, tip);
        return offer.MaxFeePerGas <= cap && offer.MaxPriorityFeePerGas <= offer.MaxFeePerGas;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_bump_raises_both_fees_by_an_eighth_or_is_refused_by_the_cap() => Prop.ForAll(Fees, Fees, Any<uint>(), (current, offer, cap) =>
    {
        if (new FeePolicy { MaxFeeCap = cap }.Bump(current, offer) is not { } bumped)
            return UInt128.Max(AnEighthMore(current.MaxFeePerGas), offer.MaxFeePerGas) > cap || AnEighthMore(current.MaxPriorityFeePerGas) > cap;
        return 8 * (UInt128)bumped.MaxFeePerGas >= 9 * (UInt128)current.MaxFeePerGas
            && 8 * (UInt128)bumped.MaxPriorityFeePerGas >= 9 * (UInt128)current.MaxPriorityFeePerGas
            && bumped.MaxFeePerGas > current.MaxFeePerGas && bumped.MaxPriorityFeePerGas > current.MaxPriorityFeePerGas
            && bumped.MaxFeePerGas >= offer.MaxFeePerGas && bumped.MaxPriorityFeePerGas >= offer.MaxPriorityFeePerGas
            && bumped.MaxPriorityFeePerGas <= bumped.MaxFeePerGas && bumped.MaxFeePerGas <= cap;
    }).QuickCheckThrowOnFailure();

    private static Arbitrary<TransactionFees> Fees => Any<uint>().Generator.Two()
        .Select(pair => new TransactionFees(Math.Max(pair.Item1, pair.Item2), pair.Item2)).ToArbitrary();

    private static Arbitrary<T> Any<T>() => ArbMap.Default.ArbFor<T>();

    private static UInt128 AnEighthMore(ulong fee) => (((UInt128)fee * 9) + 7) / 8;

    [Fact]
    public void However_often_a_transaction_is_bumped_its_tip_stays_within_the_policy()
    {
        var policy = new FeePolicy();
        TransactionFees fees = policy.Offer(Gwei, 0);
        for (int i = 0; i < 200 && policy.Bump(fees, policy.Offer(Gwei, 0)) is { } bumped; i++)
            fees = bumped;
        fees.MaxPriorityFeePerGas.ShouldBeInRange(policy.MaxPriorityFee * 8 / 9, policy.MaxPriorityFee);
    }
}
