using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Parallel;

/// <summary>What one thread needs besides the EVM: its arena of the block, and the lists that its current execution fills.</summary>
internal sealed class ExecutionBuffers : IDisposable
{
    /// <summary>Holds what other threads read, until the block is done.</summary>
    public NativeArena Arena { get; } = new();

    public NativeList<ReadRecord> Reads { get; } = new();

    public NativeList<WriteRecord> Writes { get; } = new();

    /// <summary>The hashes of the code that the execution creates.</summary>
    public List<Hash256> CreatedCodes { get; } = [];

    /// <summary>The hashes of the code that the execution reads.</summary>
    public List<Hash256> ReadCodes { get; } = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        Arena.Dispose();
        Reads.Dispose();
        Writes.Dispose();
    }
}
