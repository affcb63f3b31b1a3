using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Parallel;

/// <summary>What a transaction's last execution came to; final once the block is done.</summary>
internal struct SpeculativeResult
{
    public ExecutedTransaction Executed;

    /// <summary>The hashes of the code that it created.</summary>
    public Hash256[] CreatedCodes;

    /// <summary>The hashes of the code that it read.</summary>
    public Hash256[] ReadCodes;
}
