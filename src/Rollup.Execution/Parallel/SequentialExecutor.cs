using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Evm.Forks;
using Rollup.Kernel.Host;

namespace Rollup.Execution.Parallel;

/// <summary>
/// Executes a block's transactions one after the other: what <see cref="ParallelExecutor{TFork,THost,TPerturbation}"/> has to agree with. For
/// one block at a time.
/// </summary>
public sealed class SequentialExecutor<TFork, THost>(THost host, CodeCache codes, ExecutionMemory? memory = null) : IDisposable
    where TFork : struct, IFork
    where THost : struct, IHost
{
    private readonly TransactionRunner<TFork, THost> _runner = new(host, memory ?? ExecutionMemory.Default);

    /// <summary>Executes <paramref name="transactions"/> on <paramref name="baseState"/>, in order; without <paramref name="room"/> as a whole block.</summary>
    public BlockResult Execute(IBaseState baseState, in EvmBlock block, ReadOnlySpan<BlockTransaction> transactions, BlockRoom? room = null)
    {
        ulong gasLimit = room?.Gas ?? block.GasLimit;
        codes.Trim();
        var view = new OverlayView(baseState, codes);
        var executed = new List<ExecutedTransaction>(transactions.Length);
        ulong gasUsed = 0;
        foreach (ref readonly BlockTransaction transaction in transactions)
        {
            RunOutcome outcome = _runner.Run(ref view, in block, in transaction, gasLimit - gasUsed, out ExecutedTransaction result);
            if (outcome == RunOutcome.NoRoom)
                break;
            executed.Add(result);
            gasUsed += result.Result.GasUsed;
        }

        return new BlockResult
        {
            Transactions = executed, GasUsed = gasUsed, Changes = view.Changes(), Touched = view.Touched(), CodesRead = view.CodesRead, Reexecutions = 0,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _runner.Dispose();
}
