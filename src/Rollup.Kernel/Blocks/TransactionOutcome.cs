namespace Rollup.Kernel.Blocks;

/// <summary>What became of an attempt to execute a transaction.</summary>
public enum TransactionOutcome
{
    /// <summary>It took effect, with success or not; the result is complete.</summary>
    Executed,

    /// <summary>It may not be in a block here; the result's reason says why, and the state is as before.</summary>
    Invalid,

    /// <summary>The state has no answer for an entry; the state may have changed and is to be discarded.</summary>
    StateMissing,

    /// <summary>The logs did not fit their buffer; the state may have changed and is to be discarded.</summary>
    LogsOverflowed,
}
