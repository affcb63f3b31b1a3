using System.Globalization;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Calls;

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
