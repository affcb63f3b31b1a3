using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm.Tracing;

namespace Rollup.Rpc.Simulations;

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

/// <summary>Passes everything on to an observer, within a budget.</summary>
internal struct ObserverTracer(ExecutionBudget budget, ExecutionObserver observer) : IEvmTracer
{
    private BudgetTracer _budget = new(budget);

    /// <inheritdoc/>
    public static bool IsEnabled => true;

    /// <summary>How the transaction's own frame ended, in geth's words; null if it succeeded.</summary>
    public readonly string? Error => _budget.Error;

    /// <inheritdoc/>
    public bool OnInstruction(scoped in TracedInstruction instruction) => _budget.OnInstruction(in instruction) && observer.OnInstruction(in instruction);

    /// <inheritdoc/>
    public readonly void OnLog(in LogEntry log) => observer.OnLog(in log);

    /// <inheritdoc/>
    public readonly void OnEnter(scoped in TracedFrame frame) => observer.OnEnter(in frame);

    /// <inheritdoc/>
    public readonly void OnHalt(int depth, Step outcome, long gas) => observer.OnHalt(depth, _budget.Describe(outcome), gas);

    /// <inheritdoc/>
    public void OnExit(int depth, Step outcome, long gasLeft, ReadOnlySpan<byte> output)
    {
        _budget.OnExit(depth, outcome, gasLeft, output);
        observer.OnExit(depth, _budget.Describe(outcome), gasLeft, output);
    }
}
