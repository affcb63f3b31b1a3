using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm;

/// <summary>A frame that begins, as an <see cref="IEvmTracer"/> sees it.</summary>
public readonly ref struct TracedFrame
{
    /// <summary>Frames around it; 0 for the transaction itself.</summary>
    public int Depth { get; init; }

    /// <summary>The instruction that makes it; for the transaction itself CALL or CREATE.</summary>
    public byte Opcode { get; init; }

    /// <summary>The account whose code makes it, or the transaction's sender.</summary>
    public Address From { get; init; }

    /// <summary>The account whose code it runs, that it creates, or that a self-destruction pays.</summary>
    public Address To { get; init; }

    /// <summary>In wei; for DELEGATECALL that of the frame around it.</summary>
    public U256 Value { get; init; }

    /// <summary>The gas it has, stipend included.</summary>
    public long Gas { get; init; }

    /// <summary>The gas that the frame around it keeps meanwhile.</summary>
    public long CallerGas { get; init; }

    /// <summary>Calldata or init code.</summary>
    public ReadOnlySpan<byte> Input { get; init; }
}
