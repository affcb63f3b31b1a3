using Rollup.Kernel.Evm.Instructions;
using Rollup.Kernel.Evm.Journaling;

namespace Rollup.Kernel.Evm;

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
