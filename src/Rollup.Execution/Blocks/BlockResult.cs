using Rollup.Kernel.Blocks;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;

namespace Rollup.Execution.Blocks;

/// <summary>
/// The execution of a list of transactions as a block, or as a part of one: the same, bit for bit, however many threads did it.
/// It lies in memory of the executor: valid until that executes again or is disposed of.
/// </summary>
public sealed class BlockResult
{
    /// <summary>
    /// What became of the transactions, in order. The block ends in front of the first valid one that does not fit its
    /// <see cref="BlockRoom"/>, or when time is up: this list is then shorter than the one given.
    /// </summary>
    public required IReadOnlyList<ExecutedTransaction> Transactions { get; init; }

    /// <summary>The gas of all included transactions.</summary>
    public required ulong GasUsed { get; init; }

    /// <summary>The bytes of L1 data that all included transactions add at most.</summary>
    public required ulong DataBytes { get; init; }

    /// <summary>Whether the list ends in front of a transaction that costs more to prove than is left.</summary>
    public required bool IsProvingExhausted { get; init; }

    /// <summary>Whether the list ends early because <see cref="BlockRoom.IsTimeUp"/> said so.</summary>
    public required bool IsTimeUp { get; init; }

    /// <summary>What changed.</summary>
    public required StateChanges Changes { get; init; }

    /// <summary>
    /// Every entry of the state that the included transactions looked at or changed, each once, in no particular order: what a stateless
    /// execution of them has to be given. BLOCKHASH counts as a look at the ring slot, also for blocks whose hash is not there yet.
    /// </summary>
    public required IReadOnlyList<StateKey> Touched { get; init; }

    /// <summary>The Keccak hashes of the code that the included transactions ran or copied, each once; also of code that they created themselves.</summary>
    public required IReadOnlyList<Hash256> CodesRead { get; init; }

    /// <summary>Executions beyond one per transaction: a measure of conflicts, which depends on the schedule.</summary>
    public required int Reexecutions { get; init; }
}

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

/// <summary>What is left of a block, and of the batch that it is part of.</summary>
/// <param name="Gas">The gas that the block has left: a transaction's gas limit has to fit, not its usage.</param>
/// <param name="DataBytes">The bytes of L1 data that the batch has left, measured as <c>TransactionResult.DataBytes</c>.</param>
/// <param name="ProvingCost">The cells of proof that the block's second has left.</param>
/// <param name="IsTimeUp">
/// Asked between transactions, by whichever thread commits: whether those that follow have to wait for a later block. The first transaction is never postponed, so that
/// every execution gets on. Null if time does not matter.
/// </param>
public readonly record struct BlockRoom(ulong Gas, ulong DataBytes = ulong.MaxValue, ulong ProvingCost = ulong.MaxValue, Func<bool>? IsTimeUp = null);
