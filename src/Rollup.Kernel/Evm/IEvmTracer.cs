using Rollup.Kernel.Evm.Instructions;
using Rollup.Kernel.Evm.Journaling;

namespace Rollup.Kernel.Evm;

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
