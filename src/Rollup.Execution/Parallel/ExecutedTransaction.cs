using Rollup.Kernel.Blocks;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Transactions;

namespace Rollup.Execution.Parallel;

/// <summary>What became of a transaction in its place in the block.</summary>
public readonly struct ExecutedTransaction
{
    /// <summary>Status, gas, price and created contract for the receipt; or why the transaction is left out.</summary>
    public TransactionResult Result { get; init; }

    /// <summary>Its logs in the form of a <see cref="LogBuffer"/>.</summary>
    public ReadOnlyMemory<byte> Logs { get; init; }

    /// <summary>The gas that has to be left in the block for it; 0 if it is left out.</summary>
    internal ulong GasLimit { get; init; }

    /// <summary>Whether the transaction is in the block; otherwise it changed nothing and <see cref="TransactionResult.Reason"/> says why.</summary>
    public bool IsIncluded => Result.Reason == InvalidReason.None;
}
