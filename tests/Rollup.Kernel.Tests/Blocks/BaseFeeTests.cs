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
    public void The_base_fee_follows_EIP_1559_above_the_floor()
    {
        var cases =
            from bits in Gen.Choose(20, 120)
            from low in Gen.Choose(0, int.MaxValue)
            from gasUsed in Gen.OneOf(Gen.Choose(0, 60_000_000), Gen.Elements(0, 30_000_000, 60_000_000))
            select ((BigInteger.One << bits) + low, (ulong)gasUsed);
        Prop.ForAll(cases.ToArbitrary(), ((BigInteger BaseFee, ulong GasUsed) c) =>
            BaseFee.Next(DevConfig, c.BaseFee.ToU256(), c.GasUsed).ToBigInteger().ShouldBe(Plain(c.BaseFee, c.GasUsed))).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_base_fee_does_not_fall_below_the_floor() =>
        BaseFee.Next(DevConfig, 1_000_001, 0).ShouldBe((U256)1_000_000);

    [Fact]
    public void A_base_fee_too_high_to_compute_with_stays()
    {
        U256 high = U256.MaxValue - 5;
        BaseFee.Next(DevConfig, in high, 60_000_000).ShouldBe(high);
        BaseFee.Next(DevConfig, in high, 0).ShouldBe(high);
    }

    [Fact]
    public void An_undefined_configuration_gives_a_base_fee_all_the_same() =>
        BaseFee.Next(default, 7, 21_000).ShouldBe((U256)8);

    private static BigInteger Plain(BigInteger baseFee, ulong gasUsed)
    {
        ChainConfig config = DevConfig;
        BigInteger target = config.BlockGasLimit / config.ElasticityMultiplier;
        BigInteger change = baseFee * BigInteger.Abs(gasUsed - target) / target / config.BaseFeeChangeDenominator;
        BigInteger next = gasUsed == target ? baseFee
            : gasUsed > target ? baseFee + BigInteger.Max(change, 1)
            : baseFee - change;
        return BigInteger.Max(next, config.MinimumBaseFee.ToBigInteger());
    }
}
