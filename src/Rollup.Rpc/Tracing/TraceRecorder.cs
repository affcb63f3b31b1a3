using System.Text.Json;
using Rollup.Rpc.Calls;
using Rollup.Rpc.JsonRpc;

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
    public static TraceRecorder Create(TraceOptions options, Utf8JsonWriter json, ExecutionBudget budget, int maxBytes) => options.Kind switch
    {
        TraceKind.Calls => new CallRecorder(options, json, budget, maxBytes),
        TraceKind.Prestate => new PrestateRecorder(options, json),
        _ => new StructLogRecorder(options, json, budget, maxBytes),
    };

    /// <summary>Completes the trace.</summary>
    public abstract void Finish(TraceOutcome outcome);
}
