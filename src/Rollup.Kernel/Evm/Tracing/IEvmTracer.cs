using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Tracing;

/// <summary>An observer of the execution, as a struct type parameter; with <see cref="NoTracer"/> nothing of it is left in the compiled code.</summary>
/// <remarks>
/// The calls of one frame: <see cref="OnEnter"/>; its instructions, logs and child frames in order; <see cref="OnHalt"/> if any instruction
/// ran; <see cref="OnExit"/>. Calls and creations that are refused before they begin, self-destructions and precompiles are frames without instructions.
/// </remarks>
public interface IEvmTracer
{
    /// <summary>Whether the methods are called at all.</summary>
    static abstract bool IsEnabled { get; }

    /// <summary>Before an instruction is checked and charged. False ends the execution with <see cref="EvmFault.Stopped"/>.</summary>
    bool OnInstruction(scoped in TracedInstruction instruction);

    /// <summary>A log was emitted; a later failure of its frame, or of one around it, undoes it.</summary>
    void OnLog(in LogEntry log);

    /// <summary>A frame begins.</summary>
    void OnEnter(scoped in TracedFrame frame);

    /// <summary>The last instruction of the running frame has run. A negative <paramref name="gas"/> is what was lacking to pay for it.</summary>
    void OnHalt(int depth, Step outcome, long gas);

    /// <summary>The frame that began last ends; what it returns, reverts with, or as a creation stores.</summary>
    void OnExit(int depth, Step outcome, long gasLeft, ReadOnlySpan<byte> output);
}

/// <summary>Observes nothing.</summary>
public readonly struct NoTracer : IEvmTracer
{
    /// <inheritdoc/>
    public static bool IsEnabled => false;

    /// <inheritdoc/>
    public bool OnInstruction(scoped in TracedInstruction instruction) => true;

    /// <inheritdoc/>
    public void OnLog(in LogEntry log)
    {
    }

    /// <inheritdoc/>
    public void OnEnter(scoped in TracedFrame frame)
    {
    }

    /// <inheritdoc/>
    public void OnHalt(int depth, Step outcome, long gas)
    {
    }

    /// <inheritdoc/>
    public void OnExit(int depth, Step outcome, long gasLeft, ReadOnlySpan<byte> output)
    {
    }
}

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
