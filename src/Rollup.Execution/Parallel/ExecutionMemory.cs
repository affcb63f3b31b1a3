using Rollup.Execution.Blocks;
using Rollup.Execution.Memory;
using Rollup.Execution.Versions;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Evm.Rules;

namespace Rollup.Execution.Parallel;

/// <summary>What one thread executes in, in bytes of native memory, of which only touched pages cost.</summary>
/// <param name="Machine">For the EVM; at least <see cref="EvmMachine.MinimumBufferSize"/>.</param>
/// <param name="Logs">For the logs of one transaction.</param>
public readonly record struct ExecutionMemory(nuint Machine, int Logs)
{
    /// <summary>Enough for every transaction of at most 2^24 gas (EIP-7825).</summary>
    public static ExecutionMemory Default => new(EvmMachine.MinimumBufferSize, EvmLimits.LogBufferSize);
}

/// <summary>What one thread needs besides the EVM: its memory of the block, and the lists that its current execution fills.</summary>
internal sealed class ExecutionBuffers : IDisposable
{
    /// <summary>Holds values that other threads read, until the block is done.</summary>
    public NativeArena Arena { get; } = new();

    /// <summary>The locations that this thread was the first to use.</summary>
    public LocationArena Locations { get; } = new();

    /// <summary>The logs of the transactions that this thread executed.</summary>
    public LogStore Logs { get; } = new();

    public BlockHashMemo BlockHashes { get; } = new();

    public NativeList<ReadRecord> Reads { get; } = new();

    public NativeList<WriteRecord> Writes { get; } = new();

    /// <summary>Forgets the last block.</summary>
    public void Reset()
    {
        Arena.Reset();
        Locations.Reset();
        Logs.Reset();
        BlockHashes.Reset();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Arena.Dispose();
        Locations.Dispose();
        Reads.Dispose();
        Writes.Dispose();
    }
}
