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
        MaxTransactionDataBytes = Config.MaxTransactionDataBytes,
    };

    /// <summary>The context of the block after <paramref name="parent"/>.</summary>
    public static BlockContext After(in ChainConfig config, in BlockHeader parent, ulong timestamp) => new()
    {
        Config = config,
        Number = parent.Number + 1,
        Timestamp = timestamp,
        BaseFee = Blocks.BaseFee.Next(in config, parent.BaseFeePerGas, parent.GasUsed),
    };
}
