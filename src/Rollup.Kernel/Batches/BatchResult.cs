using Rollup.Kernel.Blocks;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Batches;

/// <summary>Whether a witness proves a batch; if not, why and where.</summary>
public readonly struct BatchResult
{
    /// <summary>Why not, or <see cref="BatchFailure.None"/>.</summary>
    public BatchFailure Failure { get; init; }

    /// <summary>The position of the failing block in the batch, or the number of blocks if all were executed.</summary>
    public int Block { get; init; }

    /// <summary>The position of the failing transaction in its block, queue items included.</summary>
    public int Transaction { get; init; }

    /// <summary>Details of <see cref="BatchFailure.InvalidState"/> and <see cref="BatchFailure.StateNotUpdated"/>.</summary>
    public StateFailure StateFailure { get; init; }

    /// <summary>Details of <see cref="BatchFailure.InvalidEncoding"/>, and of an invalid transaction that breaks a rule.</summary>
    public TransactionError TransactionError { get; init; }

    /// <summary>Details of <see cref="BatchFailure.InvalidTransaction"/>.</summary>
    public InvalidReason InvalidReason { get; init; }

    /// <summary>Whether the witness proves a batch.</summary>
    public bool IsSuccess => Failure == BatchFailure.None;

    /// <summary>A failure that needs no details.</summary>
    public static implicit operator BatchResult(BatchFailure failure) => new() { Failure = failure };
}
