using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;

namespace Rollup.Kernel.Blocks;

/// <summary>
/// The base fee: EIP-1559's rule, with a floor, once per second of header time instead of once per block. All blocks of a second have one base fee, so
/// that blocks may come at any interval; a second counts what its blocks used together, which each header carries on (<see cref="SecondUsage"/>).
/// Seconds without blocks count as empty.
/// </summary>
public static class BaseFee
{
    /// <summary>The most empty seconds that lower the base fee between two blocks; a chain that was idle for longer lowers it further block by block.</summary>
    public const ulong MaxEmptySeconds = 32;

    /// <summary>The base fee of the genesis block.</summary>
    public static U256 Genesis(in ChainConfig config) => U256.Max(ProtocolConstants.GenesisBaseFee, config.MinimumBaseFee);

    /// <summary>The base fee of the block at <paramref name="timestamp"/>, not earlier than <paramref name="parent"/>, the block before it.</summary>
    public static U256 Next(in ChainConfig config, scoped in BlockHeader parent, ulong timestamp) =>
        Next(in config, parent.BaseFeePerGas, parent.SecondUsage, timestamp - parent.Timestamp);

    /// <summary>The base fee so many seconds after a block with the given base fee, whose second has the given usage so far.</summary>
    public static U256 Next(in ChainConfig config, in U256 parentBaseFee, in SecondUsage usage, ulong seconds)
    {
        U256 baseFee = parentBaseFee;
        if (seconds == 0)
            return baseFee;
        baseFee = AfterSecond(in config, in baseFee, in usage);
        ulong empty = Math.Min(seconds - 1, MaxEmptySeconds);
        for (; empty != 0 && baseFee != config.MinimumBaseFee; empty--)
            baseFee = AfterSecond(in config, in baseFee, default);
        return baseFee;
    }

    /// <summary>
    /// The base fee after a second. Gas and cells of proof are measured by their own targets, and the one further above its target counts. Should the
    /// arithmetic overflow, which takes a base fee that nobody can pay, it stays as it is.
    /// </summary>
    private static U256 AfterSecond(in ChainConfig config, in U256 baseFee, in SecondUsage usage)
    {
        // a / b > c / d without division.
        ulong provingHigh = Math.BigMul(usage.ProvingCost, config.GasTargetPerSecond, out ulong provingLow);
        ulong gasHigh = Math.BigMul(usage.Gas, config.ProvingTargetPerSecond, out ulong gasLow);
        bool isProvingScarcer = provingHigh > gasHigh || (provingHigh == gasHigh && provingLow > gasLow);
        ulong used = isProvingScarcer ? usage.ProvingCost : usage.Gas;
        ulong target = isProvingScarcer ? config.ProvingTargetPerSecond : config.GasTargetPerSecond;
        bool rises = used > target;
        ulong distance = rises ? used - target : target - used;
        if (distance == 0 || U256.MulOverflows(in baseFee, distance, out U256 product))
            return U256.Max(in baseFee, config.MinimumBaseFee);

        U256 change = product / target / config.BaseFeeChangeDenominator;
        if (!rises)
            return U256.Max(U256.SubUnderflows(in baseFee, in change, out U256 lower) ? U256.Zero : lower, config.MinimumBaseFee);
        return U256.Max(U256.AddOverflows(in baseFee, U256.Max(in change, U256.One), out U256 higher) ? baseFee : higher, config.MinimumBaseFee);
    }
}
