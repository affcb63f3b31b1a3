using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Blocks;

/// <summary>The outcome's details: of an executed transaction what its receipt needs besides the logs, of an invalid one the reason.</summary>
public readonly struct TransactionResult
{
    /// <summary>The receipt's status.</summary>
    public bool Succeeded { get; init; }

    /// <summary>The gas used.</summary>
    public ulong GasUsed { get; init; }

    /// <summary>What the sender paid per gas, in wei: 0 for queue items.</summary>
    public U256 EffectiveGasPrice { get; init; }

    /// <summary>The contract that the transaction itself created; zero if none.</summary>
    public Address Created { get; init; }

    /// <summary>
    /// At most so many bytes does the transaction add to its batch's L1 data, the head of its block apart (<see cref="Evm.DataBound"/>): the
    /// data of a batch never exceeds the sum over its transactions.
    /// </summary>
    public ulong DataBytes { get; init; }

    /// <summary>Why the transaction is invalid.</summary>
    public InvalidReason Reason { get; init; }

    /// <summary>Which rule it breaks, if the reason is <see cref="InvalidReason.BreaksRule"/>.</summary>
    public TransactionError RuleError { get; init; }
}
