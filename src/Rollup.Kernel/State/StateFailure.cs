namespace Rollup.Kernel.State;

/// <summary>Why the state part of a witness was refused.</summary>
public enum StateFailure
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The bytes end early.</summary>
    Truncated,

    /// <summary>Bytes are left over.</summary>
    TrailingBytes,

    /// <summary>A kind of key or node that does not exist.</summary>
    UnknownKind,

    /// <summary>The numbers of nodes or leaves are not as announced.</summary>
    CountMismatch,

    /// <summary>A field element is not below p, or a number is beyond its limit.</summary>
    OutOfRange,

    /// <summary>The touched keys are not in strictly ascending path order.</summary>
    KeysNotAscending,

    /// <summary>An inner node below the last bit of a path.</summary>
    TooDeep,

    /// <summary>A leaf that its path does not lead to.</summary>
    LeafOffPath,

    /// <summary>A leaf with the path of a touched key, but of the other kind.</summary>
    KindMismatch,

    /// <summary>A stub with the digest of the empty subtree.</summary>
    EmptyStub,

    /// <summary>A touched key's path ends in a stub.</summary>
    MissingNode,

    /// <summary>The nodes do not hash to the expected root.</summary>
    RootMismatch,

    /// <summary>A code has the Keccak hash of a touched account's, but not the commitment or size.</summary>
    CodeMismatch,

    /// <summary>A deletion leaves a subtree with one child, and it is a stub: it cannot be told whether it collapses.</summary>
    MissingSibling,

    /// <summary>No index is left for a new leaf.</summary>
    IndexExhausted,

    /// <summary>The arena is too small.</summary>
    ArenaExhausted,
}
