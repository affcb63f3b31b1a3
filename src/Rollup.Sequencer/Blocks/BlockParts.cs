using Rollup.Execution.Blocks;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Environment;
using Rollup.State;

namespace Rollup.Sequencer.Blocks;

/// <summary>
/// Executes a block part by part on its overlay, and keeps the batch's L1 data within its limit: the executor stops in front of the first transaction whose
/// bound does not fit; if what was executed so far turns out to have changed less than it might have, there is another part. What would take the block longer than its
/// time waits for the next one: gas does not say how long a transaction takes on the processor at hand.
/// </summary>
internal sealed class BlockParts(BlockExecutor executor, StateOverlay overlay, in BlockContext context, DataRoom room, Func<bool> isTimeUp)
{
    /// <summary>Transactions in one part, whatever fits: what bounds the memory that executing takes.</summary>
    private const int LargestPart = 8_192;

    /// <summary>Measuring pays when fewer transactions than this seem to fit.</summary>
    private const ulong FewTransactions = 512;

    private readonly EvmBlock _block = context.ToEvmBlock();
    private ulong _usualDataBytes = 160;
    private bool _wasCut;

    /// <summary>Whether the next transaction does not fit the batch: it has to end with this block.</summary>
    public bool IsDataExhausted { get; private set; }

    /// <summary>Whether the next transaction costs more to prove than the block's second has left: it waits for the next second.</summary>
    public bool IsProvingExhausted { get; private set; }

    /// <summary>Whether the block has taken as long as it may.</summary>
    public bool IsTimeUp { get; private set; }

    /// <summary>Whether nothing can follow in this block.</summary>
    public bool IsExhausted => IsDataExhausted || IsProvingExhausted || IsTimeUp;

    /// <summary>Executions in vain, because of conflicts between threads.</summary>
    public int Reexecutions { get; private set; }

    /// <summary>How many transactions the next part should have, so that not many of them are executed without room.</summary>
    /// <param name="messages">Messages in the block so far.</param>
    public int NextSize(int messages)
    {
        if (room.CanMeasure && (_wasCut || room.Left < FewTransactions * _usualDataBytes))
            room.Measure(messages);
        return (int)Math.Clamp(room.Left / _usualDataBytes, 1, LargestPart);
    }

    /// <summary>Executes the next part, whose gas limits together do not exceed <paramref name="gasLeft"/>, and which may cost <paramref name="provingLeft"/> cells to prove.</summary>
    /// <returns>What became of the transactions, up to the first one without room; valid until the next part.</returns>
    public IReadOnlyList<ExecutedTransaction> Execute(BlockTransaction[] part, ulong gasLeft, ulong provingLeft)
    {
        BlockResult block = executor.Execute(overlay, in _block, part, new BlockRoom(gasLeft, room.Left, provingLeft, isTimeUp));
        IReadOnlyList<ExecutedTransaction> result = block.Transactions;
        Reexecutions += block.Reexecutions;
        ulong dataBytes = 0;
        foreach (ExecutedTransaction executed in result)
            dataBytes += executed.Result.DataBytes;
        _wasCut = result.Count < part.Length;
        IsProvingExhausted = block.IsProvingExhausted;
        IsTimeUp = block.IsTimeUp || isTimeUp();
        IsDataExhausted = result.Count == 0 && !block.IsProvingExhausted && !room.CanMeasure;
        room.Add(dataBytes);
        if (result.Count > 0)
            _usualDataBytes = Math.Max(1, dataBytes / (ulong)result.Count);
        return result;
    }
}
