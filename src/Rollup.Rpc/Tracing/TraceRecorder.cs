using System.Text.Json;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.Simulations;
using Rollup.State;

namespace Rollup.Rpc.Tracing;

/// <summary>Records one execution and writes its trace as one JSON value, whose beginning may be written while the execution runs.</summary>
internal abstract class TraceRecorder : ExecutionObserver
{
    /// <summary>The error of a trace that would exceed its limit.</summary>
    public static RpcError TooLarge { get; } = new(RpcErrorCode.ResponseTooLarge, "trace too large: ask for less, such as limit, disableStack or callTracer");

    /// <summary>The recorder that <paramref name="options"/> ask for.</summary>
    /// <param name="options">What to show.</param>
    /// <param name="json">Where the trace goes.</param>
    /// <param name="budget">Ends an execution whose trace gets too large.</param>
    /// <param name="maxBytes">The most bytes of JSON.</param>
    /// <param name="logsBefore">Logs of the transactions before it in its block.</param>
    public static TraceRecorder Create(TraceOptions options, Utf8JsonWriter json, ExecutionBudget budget, int maxBytes, int logsBefore) => options.Kind switch
    {
        TraceKind.Calls => new CallRecorder(options, json, budget, maxBytes, logsBefore),
        TraceKind.Prestate => new PrestateRecorder(options, json),
        TraceKind.Selectors => new SelectorRecorder(json),
        TraceKind.Nothing => new NoopRecorder(json),
        _ => new StructLogRecorder(options, json, budget, maxBytes),
    };

    /// <summary>Completes the trace.</summary>
    public abstract void Finish(TraceOutcome outcome);
}

/// <summary>What a traced execution came to.</summary>
/// <param name="GasLimit">The gas it was given in all.</param>
/// <param name="GasUsed">The gas it used in all, refunds deducted.</param>
/// <param name="Succeeded">Whether it succeeded.</param>
/// <param name="Output">What it returned or reverted with.</param>
/// <param name="Changes">Everything it read and wrote.</param>
/// <param name="Unexecuted">What an L1 queue item asked for, if it could not even begin.</param>
internal sealed record TraceOutcome(
    ulong GasLimit, ulong GasUsed, bool Succeeded, ReadOnlyMemory<byte> Output, StateOverlay Changes, CallFrame? Unexecuted = null);
