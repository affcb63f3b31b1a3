using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Evm.Tracing;

namespace Rollup.Rpc.Calls;

/// <summary>
/// Watches an execution. A class behind one tracer (<see cref="ObserverTracer"/>) rather than a tracer of each kind, so that the interpreter is
/// compiled once for all of them.
/// </summary>
internal class ExecutionObserver
{
    /// <summary>Sees nothing.</summary>
    public static readonly ExecutionObserver None = new();

    /// <summary>See <see cref="IEvmTracer.OnInstruction"/>; false stops the execution.</summary>
    public virtual bool OnInstruction(scoped in TracedInstruction instruction) => true;

    /// <summary>See <see cref="IEvmTracer.OnLog"/>.</summary>
    public virtual void OnLog(in LogEntry log)
    {
    }

    /// <summary>See <see cref="IEvmTracer.OnEnter"/>.</summary>
    public virtual void OnEnter(scoped in TracedFrame frame)
    {
    }

    /// <summary>See <see cref="IEvmTracer.OnHalt"/>; <paramref name="error"/> says why, in geth's words, or is null.</summary>
    public virtual void OnHalt(int depth, string? error, long gas)
    {
    }

    /// <summary>See <see cref="IEvmTracer.OnExit"/>; <paramref name="error"/> says why it failed, in geth's words, or is null.</summary>
    public virtual void OnExit(int depth, string? error, long gasLeft, ReadOnlySpan<byte> output)
    {
    }
}
