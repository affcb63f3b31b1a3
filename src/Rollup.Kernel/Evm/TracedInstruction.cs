using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm;

/// <summary>The machine before an instruction, as an <see cref="IEvmTracer"/> sees it.</summary>
public readonly ref struct TracedInstruction
{
    /// <summary>Frames around the running one.</summary>
    public int Depth { get; init; }

    /// <summary>Offset in the code, which ends with an implicit STOP.</summary>
    public int Position { get; init; }

    public byte Opcode { get; init; }

    /// <summary>Gas left.</summary>
    public long Gas { get; init; }

    /// <summary>The refund counter.</summary>
    public long Refund { get; init; }

    /// <summary>The stack, its top last.</summary>
    public ReadOnlySpan<U256> Stack { get; init; }

    public ReadOnlySpan<byte> Memory { get; init; }

    /// <summary>What the last call of the frame returned (EIP-211).</summary>
    public ReadOnlySpan<byte> ReturnData { get; init; }
}
