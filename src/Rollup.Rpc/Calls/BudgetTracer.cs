using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm.Tracing;

namespace Rollup.Rpc.Calls;

/// <summary>Keeps an execution within its budget, and remembers the instruction that ended it; observes nothing else.</summary>
internal struct BudgetTracer(ExecutionBudget budget) : IEvmTracer
{
    private int _steps;
    private byte _opcode;
    private int _stackLength;

    /// <inheritdoc/>
    public static bool IsEnabled => true;

    /// <summary>How the transaction's own frame ended, in geth's words; null if it succeeded.</summary>
    public string? Error { get; private set; }

    /// <inheritdoc/>
    public bool OnInstruction(scoped in TracedInstruction instruction)
    {
        _opcode = instruction.Opcode;
        _stackLength = instruction.Stack.Length;
        return (++_steps & (ExecutionBudget.StepsPerLook - 1)) != 0 || !budget.IsOver;
    }

    /// <inheritdoc/>
    public readonly void OnLog(in LogEntry log)
    {
    }

    /// <inheritdoc/>
    public readonly void OnEnter(scoped in TracedFrame frame)
    {
    }

    /// <inheritdoc/>
    public readonly void OnHalt(int depth, Step outcome, long gas)
    {
    }

    /// <inheritdoc/>
    public void OnExit(int depth, Step outcome, long gasLeft, ReadOnlySpan<byte> output)
    {
        if (depth == 0)
            Error = Describe(outcome);
    }

    /// <summary>Why the frame that ran last failed, in geth's words; null if it succeeded.</summary>
    public readonly string? Describe(Step outcome) => ExecutionError.Describe(outcome, _opcode, _stackLength);
}
