namespace Rollup.Execution.Parallel;

/// <summary>How an attempt to execute a transaction ended.</summary>
internal enum RunOutcome
{
    /// <summary>It was executed, or found invalid; the writes are in the view.</summary>
    Done,

    /// <summary>The view has no answer yet; what was written to it is to be discarded.</summary>
    Blocked,

    /// <summary>It is valid, but its gas limit exceeds what is left of the block; nothing was written.</summary>
    NoRoom,
}
