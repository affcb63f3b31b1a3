namespace Rollup.State.Reconstruction;

/// <summary>Why a batch could not be rebuilt from its header and its L1 data.</summary>
public enum ReconstructionFailure
{
    /// <summary>It was rebuilt.</summary>
    None,

    /// <summary>The header is not that of the next batch.</summary>
    NotTheNextBatch,

    /// <summary>The header does not commit to this data.</summary>
    DataHashMismatch,

    /// <summary>The data is not an encoding.</summary>
    MalformedData,

    /// <summary>The number of block hashes is not that of the batch.</summary>
    BlockHashCountMismatch,

    /// <summary>An updated leaf's index is not in the state, or the update leaves nothing of it without deleting it.</summary>
    ImpossibleUpdate,

    /// <summary>A created entry is in the state already, or out of path order.</summary>
    ImpossibleCreation,

    /// <summary>The messages do not give the header's root and count.</summary>
    MessagesMismatch,

    /// <summary>The last block's header does not have the hash in the batch's header.</summary>
    LastBlockMismatch,

    /// <summary>The rebuilt state does not have the header's root and next index.</summary>
    StateMismatch,
}
