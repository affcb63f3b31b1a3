namespace Rollup.Kernel.Evm.Precompiles;

/// <summary>How a precompile ended.</summary>
public enum PrecompileOutcome : byte
{
    /// <summary>There is an output, possibly empty.</summary>
    Success,

    /// <summary>Less gas than it costs.</summary>
    OutOfGas,

    /// <summary>The input is invalid: an exceptional halt.</summary>
    Failure,

    /// <summary>The output does not fit the buffer given: not the caller's fault.</summary>
    OutputTooLong,
}
