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

/// <summary>Why a witness proves no batch.</summary>
public enum BatchFailure
{
    /// <summary>It does.</summary>
    None,

    /// <summary>The witness has a format that this kernel does not know.</summary>
    UnknownWitnessVersion,

    /// <summary>The witness, or a section of it, ends early, or a flag in it is neither 0 nor 1.</summary>
    MalformedWitness,

    /// <summary>Bytes are left in a section: queue items that no block takes, or bytes after the last block.</summary>
    TrailingBytes,

    /// <summary>The configuration does not decode, or leaves rules undefined (<see cref="Protocol.ChainConfig.IsValid"/>).</summary>
    InvalidConfiguration,

    /// <summary>The parent batch's header does not decode, or its state root is no digest.</summary>
    InvalidParentHeader,

    /// <summary>The configuration is not the one whose hash is in the parent batch's header.</summary>
    ConfigurationMismatch,

    /// <summary>The parent batch was made by a later version of the protocol.</summary>
    VersionMismatch,

    /// <summary>The parent block's fields do not hash to the last block hash in the parent batch's header.</summary>
    ParentBlockMismatch,

    /// <summary>A batch, block or queue number would exceed 64 bits.</summary>
    NumberOverflow,

    /// <summary>The batch's timestamp is before the parent batch's.</summary>
    BatchBeforeParent,

    /// <summary>The batch has no block.</summary>
    NoBlocks,

    /// <summary>The state section does not prove the touched entries under the parent's state root; the state failure says why.</summary>
    InvalidState,

    /// <summary>A block's timestamp is before its parent block's.</summary>
    BlockBeforeParent,

    /// <summary>A block's timestamp is after the batch's.</summary>
    BlockAfterBatch,

    /// <summary>A block takes more queue items than the witness has.</summary>
    MissingQueueItem,

    /// <summary>A transaction does not decode, or nobody signed it; the transaction error says why.</summary>
    InvalidEncoding,

    /// <summary>A transaction's gas limit exceeds what is left of its block's.</summary>
    BlockGasExceeded,

    /// <summary>The blocks of a second cost more to prove than they may.</summary>
    ProvingLimitExceeded,

    /// <summary>A transaction may not be in its block; the reason says why.</summary>
    InvalidTransaction,

    /// <summary>An entry that execution needs is not among the touched ones.</summary>
    StateMissing,

    /// <summary>The batch has more messages to L1 than fit into its tree or its data.</summary>
    TooManyMessages,

    /// <summary>The changed state does not give a root; the state failure says why.</summary>
    StateNotUpdated,

    /// <summary>The L1 data exceeds the configured size.</summary>
    DataTooLarge,

    /// <summary>The arena is too small for this batch.</summary>
    ArenaExhausted,

    /// <summary>The EVM's memory is smaller than <see cref="Evm.EvmMachine.MinimumBufferSize"/>.</summary>
    MachineExhausted,
}
