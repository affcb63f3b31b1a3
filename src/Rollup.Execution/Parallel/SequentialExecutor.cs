using Rollup.Execution.Blocks;
using Rollup.Execution.Versions;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;

namespace Rollup.Execution.Parallel;

/// <summary>
/// Executes a block's transactions one after the other: what <see cref="ParallelExecutor{TFork,THost,TPerturbation}"/> has to agree with. For
/// one block at a time; memory is kept from block to block.
/// </summary>
public sealed unsafe class SequentialExecutor<TFork, THost> : IDisposable
    where TFork : struct, IFork
    where THost : struct, IHost
{
    private readonly TransactionRunner<TFork, THost> _runner;
    private readonly MultiVersionMemory _memory = new();
    private readonly OrderedCommit _commit;
    private readonly ExecutionBuffers _buffers = new();
    private readonly BlockChanges _changes = new();
    private readonly CodeCache _codes;
    private ExecutedTransaction[] _results = [];

    /// <summary>An executor with <paramref name="memory"/>, or what every transaction of the chain fits in.</summary>
    public SequentialExecutor(THost host, CodeCache codes, ExecutionMemory? memory = null)
    {
        _runner = new TransactionRunner<TFork, THost>(host, memory ?? ExecutionMemory.Default);
        _commit = new OrderedCommit(_memory);
        _codes = codes;
    }

    /// <summary>Executes <paramref name="transactions"/> on <paramref name="baseState"/>, in order; without <paramref name="room"/> as a whole block.</summary>
    public BlockResult Execute(IBaseState baseState, in EvmBlock block, ReadOnlySpan<BlockTransaction> transactions, BlockRoom? room = null)
    {
        int lastLocations = _buffers.Locations.Count;
        _buffers.Reset();
        _memory.Begin(transactions.Length, lastLocations, baseState, in block.Coinbase, _buffers.Locations);
        _commit.Begin(transactions.Length, room ?? new BlockRoom(block.GasLimit), _codes.BeginBlock(), _memory.Vault);
        if (_results.Length < transactions.Length)
            _results = new ExecutedTransaction[transactions.Length];
        while (!_commit.IsDone)
            Execute(baseState, in block, in transactions[_memory.Committed]);

        _changes.Clear();
        _memory.Collect(_buffers.Locations, _buffers.Arena, _changes);
        return new BlockResult
        {
            Transactions = new ArraySegment<ExecutedTransaction>(_results, 0, _memory.Committed),
            GasUsed = _commit.GasUsed,
            DataBytes = _commit.DataBytes,
            IsProvingExhausted = _commit.IsProvingExhausted,
            IsTimeUp = _commit.IsTimeUp,
            Changes = new StateChanges
            {
                Accounts = _changes.Accounts,
                Slots = _changes.Slots,
                Codes = [.. _commit.CreatedCodes.Select(hash => KeyValuePair.Create(hash, _codes.Copy(in hash)))],
            },
            Touched = _changes.Touched,
            CodesRead = [.. _commit.ReadCodes],
            Reexecutions = 0,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _runner.Dispose();
        _buffers.Dispose();
        _memory.Dispose();
    }

    private void Execute(IBaseState baseState, in EvmBlock block, in BlockTransaction transaction)
    {
        int index = _memory.Committed;
        var view = new VersionedView(_memory, baseState, _codes, _buffers, in block.Coinbase, index);
        if (!_runner.TryRun(ref view, in block, in transaction, _buffers.Logs, out _results[index]))
            throw new InvalidOperationException($"transaction {index} waits for {view.Blocking}, which is final");
        if (!_commit.TryInclude(in _results[index], transaction.IsQueueItem, _buffers.Reads.AsSpan(), _buffers.Writes.AsSpan()))
            return;
        _memory.PublishFinal(index, _buffers.Writes.AsSpan(), view.Tip, wasPublished: false, _buffers.Arena);
        _commit.Advance();
    }
}
