using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;

namespace Rollup.Kernel.Blocks;

/// <summary>What the transactions of a block can know about it.</summary>
public readonly struct BlockContext
{
    /// <summary>The chain.</summary>
    public ChainConfig Config { get; init; }

    /// <summary>The number of the block.</summary>
    public ulong Number { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public ulong Timestamp { get; init; }

    /// <summary>The base fee in wei per gas.</summary>
    public U256 BaseFee { get; init; }

    /// <summary>What the blocks before this one have used of its second.</summary>
    public SecondUsage UsedBefore { get; init; }

    /// <summary>The gas that the block may use: what is left of its second, its own limit at most.</summary>
    public ulong GasLeft => Math.Min(Config.BlockGasLimit, Config.GasLimitPerSecond - UsedBefore.Gas);

    /// <summary>The cells that the block may cost: what is left of its second.</summary>
    public ulong ProvingLeft => Config.ProvingLimitPerSecond - UsedBefore.ProvingCost;

    /// <summary>The block as the EVM sees it. It has no blobs, so that their base fee is the least there is (EIP-7516), and no randomness.</summary>
    public EvmBlock ToEvmBlock() => new()
    {
        Coinbase = Config.FeeVault,
        Timestamp = Timestamp,
        Number = Number,
        GasLimit = Config.BlockGasLimit,
        ChainId = Config.L2ChainId,
        BaseFee = BaseFee,
        BlobBaseFee = U256.One,
        Bridge = Config.Bridge,
        Rollup = Config.Rollup,
        TransactionProvingLimit = Config.TransactionProvingLimit,
        MaxTransactionDataBytes = Config.MaxTransactionDataBytes,
    };

    /// <summary>The context of the block after <paramref name="parent"/>.</summary>
    public static BlockContext After(in ChainConfig config, in BlockHeader parent, ulong timestamp) => new()
    {
        Config = config,
        Number = parent.Number + 1,
        Timestamp = timestamp,
        BaseFee = Blocks.BaseFee.Next(in config, in parent, timestamp),
        UsedBefore = timestamp == parent.Timestamp ? parent.SecondUsage : default,
    };
}
