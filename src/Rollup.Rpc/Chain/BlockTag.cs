namespace Rollup.Rpc.Chain;

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
