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

    /// <summary>The context of the block after <paramref name="parent"/>.</summary>
    public static BlockContext After(in ChainConfig config, in BlockHeader parent, ulong timestamp) => new()
    {
        Config = config,
        Number = parent.Number + 1,
        Timestamp = timestamp,
        BaseFee = Blocks.BaseFee.Next(in config, parent.BaseFeePerGas, parent.GasUsed),
    };
}
