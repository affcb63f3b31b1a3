using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using static Rollup.Kernel.Tests.Protocol.TestValues;

namespace Rollup.Kernel.Tests.Blocks;

public class BaseFeeTests
{
    [Fact]
    public void The_base_fee_follows_EIP_1559_second_by_second_above_the_floor()
    {
        var cases =
            from bits in Gen.Choose(20, 120)
            from low in Gen.Choose(0, int.MaxValue)
            from gas in Gen.OneOf(Gen.Choose(0, 300_000_000), Gen.Elements(0, 150_000_000, 300_000_000))
            from cells in Gen.OneOf(Gen.Choose(0, 1_200_000), Gen.Elements(0, 600_000, 1_200_000))
            from seconds in Gen.OneOf(Gen.Choose(1, 100), Gen.Constant(1))
            select ((BigInteger.One << bits) + low, new SecondUsage { Gas = (ulong)gas, ProvingCost = (ulong)cells * 1_000_000 }, (ulong)seconds);
        Prop.ForAll(cases.ToArbitrary(), ((BigInteger BaseFee, SecondUsage Usage, ulong Seconds) c) =>
            BaseFee.Next(DevConfig, c.BaseFee.ToU256(), c.Usage, c.Seconds).ToBigInteger().ShouldBe(Plain(c.BaseFee, c.Usage, c.Seconds)))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void All_blocks_of_a_second_have_one_base_fee() =>
        BaseFee.Next(DevConfig, 2_000_000_000, new SecondUsage { Gas = 300_000_000 }, seconds: 0).ShouldBe((U256)2_000_000_000);

    [Fact]
    public void A_full_second_raises_it_by_a_fiftieth_and_an_empty_one_lowers_it_by_as_much()
    {
        U256 full = BaseFee.Next(DevConfig, 1_000_000_000, new SecondUsage { Gas = 300_000_000 }, seconds: 1);
        full.ShouldBe((U256)1_020_000_000);
        BaseFee.Next(DevConfig, in full, default, seconds: 1).ShouldBe((U256)999_600_000);
    }

    [Fact]
    public void An_estimate_of_twice_the_base_fee_lasts_for_30_seconds_of_full_load()
    {
        U256 baseFee = 1_000_000_000;
        for (int second = 0; second < 30; second++)
            baseFee = BaseFee.Next(DevConfig, in baseFee, new SecondUsage { Gas = DevConfig.GasLimitPerSecond }, seconds: 1);
        (baseFee < (U256)2_000_000_000).ShouldBeTrue();
    }

    [Fact]
    public void Cells_of_proof_above_their_target_raise_the_base_fee_although_gas_is_below_its() =>
        BaseFee.Next(DevConfig, 1_000_000_000, new SecondUsage { Gas = 1, ProvingCost = 1_200_000_000_000 }, seconds: 1).ShouldBe((U256)1_020_000_000);

    [Fact]
    public void The_base_fee_does_not_fall_below_the_floor() =>
        BaseFee.Next(DevConfig, 1_000_001, default, seconds: 1000).ShouldBe((U256)1_000_000);

    [Fact]
    public void A_base_fee_too_high_to_compute_with_stays()
    {
        U256 high = U256.MaxValue - 5;
        BaseFee.Next(DevConfig, in high, new SecondUsage { Gas = 60_000_000 }, seconds: 1).ShouldBe(high);
        BaseFee.Next(DevConfig, in high, default, seconds: 1).ShouldBe(high);
    }

    private static BigInteger Plain(BigInteger baseFee, SecondUsage usage, ulong seconds)
    {
        baseFee = Step(baseFee, usage);
        for (ulong empty = Math.Min(seconds - 1, 32); empty > 0; empty--)
            baseFee = Step(baseFee, default);
        return baseFee;
    }

    private static BigInteger Step(BigInteger baseFee, SecondUsage usage)
    {
        ChainConfig config = DevConfig;
        bool isGas = (BigInteger)usage.Gas * config.ProvingTargetPerSecond
            >= (BigInteger)usage.ProvingCost * config.GasTargetPerSecond;
        BigInteger used = isGas ? usage.Gas : usage.ProvingCost;
        BigInteger target = isGas ? config.GasTargetPerSecond : config.ProvingTargetPerSecond;
        BigInteger change = baseFee * BigInteger.Abs(used - target) / target / config.BaseFeeChangeDenominator;
        BigInteger next = used == target ? baseFee : used > target ? baseFee + BigInteger.Max(change, 1) : baseFee - change;
        return BigInteger.Max(next, config.MinimumBaseFee.ToBigInteger());
    }
}
