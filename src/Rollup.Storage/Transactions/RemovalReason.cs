namespace Rollup.Storage;

/// <summary>Why an accepted transaction left the pool other than into a block. The values are stored; they must not change.</summary>
public enum RemovalReason : short
{
    /// <summary>A transaction of the same sender and nonce with higher fees took its place.</summary>
    Replaced = 1,

    /// <summary>The pool was full and its fee was the lowest.</summary>
    Evicted = 2,

    /// <summary>It waited longer than the pool keeps a transaction.</summary>
    Expired = 3,

    /// <summary>Its nonce was used by another transaction.</summary>
    NonceUsed = 4,

    /// <summary>The sender can no longer pay for it.</summary>
    Underfunded = 5,

    /// <summary>It turned out invalid when its turn came to be executed.</summary>
    Invalid = 6,

    /// <summary>Its batch was rolled back and it could not return to the pool (an L1 queue item that L1 no longer holds).</summary>
    RolledBack = 7,

    /// <summary>The same transaction was stored twice: its submission was interrupted before it was acknowledged, and repeated.</summary>
    Duplicate = 8,
}
