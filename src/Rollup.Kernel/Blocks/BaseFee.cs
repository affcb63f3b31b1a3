using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;

namespace Rollup.Kernel.Blocks;

/// <summary>The base fee of EIP-1559, with a floor.</summary>
public static class BaseFee
{
    /// <summary>The base fee of the genesis block.</summary>
    public static U256 Genesis(in ChainConfig config) => U256.Max(ProtocolConstants.GenesisBaseFee, config.MinimumBaseFee);

    /// <summary>
    /// The base fee of the block after one with the given base fee and gas usage. Should the arithmetic overflow, which takes a
    /// base fee that nobody can pay, it stays as it is.
    /// </summary>
    public static U256 Next(in ChainConfig config, in U256 parentBaseFee, ulong parentGasUsed)
    {
        ulong target = config.GasTarget;
        bool rises = parentGasUsed > target;
        ulong distance = rises ? parentGasUsed - target : target - parentGasUsed;
        if (distance == 0 || U256.MulOverflows(in parentBaseFee, distance, out U256 product))
            return U256.Max(in parentBaseFee, config.MinimumBaseFee);

        U256 change = product / target / config.BaseFeeChangeDenominator;
        if (!rises)
            return U256.Max(U256.SubUnderflows(in parentBaseFee, in change, out U256 lower) ? U256.Zero : lower, config.MinimumBaseFee);
        return U256.Max(
            U256.AddOverflows(in parentBaseFee, U256.Max(in change, U256.One), out U256 higher) ? parentBaseFee : higher,
            config.MinimumBaseFee);
    }
}
