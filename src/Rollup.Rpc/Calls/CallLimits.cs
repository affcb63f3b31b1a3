namespace Rollup.Rpc.Calls;

/// <summary>What calls and traces may take at most, so that block production never waits for them.</summary>
public sealed record CallLimits
{
    /// <summary>The most gas of a simulated call, and what it gets if it does not ask for less. A transaction gets at most 2^24 (EIP-7825); reading contracts may need more.</summary>
    public ulong GasCap { get; init; } = 50_000_000;

    /// <summary>The time one call may run.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The time one trace may run, the replay of what comes before it in its block included.</summary>
    public TimeSpan TraceTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Threads that run calls and traces, at low priority; 0 for half of the processors.</summary>
    public int Threads { get; init; }

    /// <summary>Calls that wait for a thread; those beyond are refused at once.</summary>
    public int MaxQueued { get; init; } = 512;

    /// <summary>Bytes of JSON of one trace.</summary>
    public int MaxTraceBytes { get; init; } = 15 * 1024 * 1024;

    /// <summary>The gas that a call gets.</summary>
    internal ulong GasFor(CallRequest request) => Math.Min(request.Gas ?? GasCap, GasCap);
}
