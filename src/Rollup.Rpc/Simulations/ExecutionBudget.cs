using System.Globalization;
using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Simulations;

/// <summary>
/// Ends an execution that takes too long, or that nobody waits for; looked at once in <see cref="StepsPerLook"/> instructions. It reads the clock, since
/// a timer's callback may come late on a machine with too much to do.
/// </summary>
/// <param name="timeout">How long it may take from now on.</param>
/// <param name="time">Clock.</param>
/// <param name="abandoned">Ends when the client has left.</param>
internal sealed class ExecutionBudget(TimeSpan timeout, TimeProvider time, CancellationToken abandoned)
{
    /// <summary>Some microseconds of plain instructions, some hundred milliseconds of the most expensive ones.</summary>
    public const int StepsPerLook = 1024;

    private readonly long _start = time.GetTimestamp();
    private RpcError? _problem;

    /// <summary>Whether the execution has to stop.</summary>
    public bool IsOver => _problem is not null || abandoned.IsCancellationRequested || time.GetElapsedTime(_start) > timeout;

    /// <summary>Gas that executions under this budget have used.</summary>
    public ulong GasUsed { get; set; }

    /// <summary>Why an execution was stopped.</summary>
    public RpcError Reason => _problem
        ?? new RpcError(RpcErrorCode.Timeout, string.Create(CultureInfo.InvariantCulture, $"execution aborted (timeout = {timeout.TotalSeconds:0.###}s)"));

    /// <summary>Stops the execution.</summary>
    public void Stop(RpcError problem) => _problem ??= problem;
}

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
