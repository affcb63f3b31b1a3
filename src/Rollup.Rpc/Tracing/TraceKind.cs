namespace Rollup.Rpc.Tracing;

/// <summary>The kinds of traces, as geth has them.</summary>
internal enum TraceKind
{
    /// <summary>Every instruction.</summary>
    StructLogs,

    /// <summary>callTracer: the tree of calls.</summary>
    Calls,

    /// <summary>prestateTracer: the accounts and slots that were touched, as they were before.</summary>
    Prestate,
}
