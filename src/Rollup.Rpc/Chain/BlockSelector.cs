using Rollup.Kernel.Primitives;

namespace Rollup.Rpc.Chain;

/// <summary>How a parameter names a block: by role, by number or by hash (EIP-1898). Exactly one of the three is set.</summary>
public readonly record struct BlockSelector
{
    /// <summary>The newest block.</summary>
    public static BlockSelector Latest => Of(BlockTag.Latest);

    /// <summary>The role, if the block is named by it.</summary>
    public BlockTag? Tag { get; private init; }

    /// <summary>The number, if the block is named by it.</summary>
    public ulong? Number { get; private init; }

    /// <summary>The hash, if the block is named by it. There is one chain only, so that every known block is canonical.</summary>
    public Hash256? Hash { get; private init; }

    /// <summary>The block in this role.</summary>
    public static BlockSelector Of(BlockTag tag) => new() { Tag = tag };

    /// <summary>The block with this number.</summary>
    public static BlockSelector Of(ulong number) => new() { Number = number };

    /// <summary>The block with this hash.</summary>
    public static BlockSelector Of(Hash256 hash) => new() { Hash = hash };
}

/// <summary>A block named by its role.</summary>
public enum BlockTag
{
    /// <summary>The genesis block.</summary>
    Earliest,

    /// <summary>The newest block.</summary>
    Latest,

    /// <summary>The last block of the newest batch committed on L1.</summary>
    Safe,

    /// <summary>The last block of the newest batch proven on L1.</summary>
    Finalized,

    /// <summary>The block being built; blocks are not shown before they are complete, so this is the newest one, except where the pool is asked.</summary>
    Pending,
}
