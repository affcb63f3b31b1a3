using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Blocks;

/// <summary>One log of a transaction, over the bytes of a <see cref="LogBuffer"/>.</summary>
public readonly ref struct Log
{
    /// <summary>The contract that emitted it.</summary>
    public Address Address { get; init; }

    /// <summary>Up to four topics, 32 bytes each.</summary>
    public ReadOnlySpan<byte> Topics { get; init; }

    /// <summary>The data.</summary>
    public ReadOnlySpan<byte> Data { get; init; }
}
