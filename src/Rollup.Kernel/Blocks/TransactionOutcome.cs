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

    /// <summary>The EVM's memory is too small, below <see cref="Evm.EvmMachine.MinimumBufferSize"/>; the state is to be discarded.</summary>
    MemoryExhausted,

    /// <summary>The tracer stopped the execution; nothing was written.</summary>
    Stopped,

    /// <summary>The logs did not fit their buffer, below <see cref="Evm.EvmLimits.LogBufferSize"/>; the state may have changed and is to be discarded.</summary>
    LogsOverflowed,
}
