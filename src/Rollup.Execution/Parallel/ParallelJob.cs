using Rollup.Execution.Blocks;
using Rollup.Execution.Scheduling;
using Rollup.Kernel.Evm.Environment;

namespace Rollup.Execution.Parallel;

/// <summary>The block that the threads of a <see cref="ParallelExecutor{TFork,THost,TPerturbation}"/> work on.</summary>
internal sealed class ParallelJob
{
    /// <summary>The state before the block.</summary>
    public IBaseState Base { get; private set; } = null!;

    /// <summary>The block.</summary>
    public EvmBlock Block;

    /// <summary>Its transactions.</summary>
    public ReadOnlyMemory<BlockTransaction> Transactions { get; private set; }

    /// <summary>What the transactions' last executions came to.</summary>
    public ExecutedTransaction[] Results { get; private set; } = [];

    /// <summary>Whom the transactions probably depend on.</summary>
    public PredecessorSet[] Predecessors { get; private set; } = [];

    /// <summary>Puts another block in place of the last one.</summary>
    public void Begin(IBaseState baseState, in EvmBlock block, ReadOnlyMemory<BlockTransaction> transactions)
    {
        Base = baseState;
        Block = block;
        Transactions = transactions;
        if (Results.Length >= transactions.Length)
            return;
        Results = new ExecutedTransaction[transactions.Length];
        Predecessors = new PredecessorSet[transactions.Length];
    }
}

/// <summary>
/// Something that may happen wherever threads can overtake each other, as a struct type parameter: tests delay threads there to see
/// schedules that would be rare otherwise; with <see cref="NoPerturbation"/> nothing is left in the compiled code.
/// </summary>
public interface IPerturbation
{
    /// <summary>Called between two steps of the scheduler, or between an execution and the publication of its writes.</summary>
    void Pause();
}

/// <summary>Nothing happens.</summary>
public readonly struct NoPerturbation : IPerturbation
{
    /// <inheritdoc/>
    public void Pause()
    {
    }
}
