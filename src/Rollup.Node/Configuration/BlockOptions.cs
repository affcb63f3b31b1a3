namespace Rollup.Node.Configuration;

/// <summary>When blocks are built.</summary>
public sealed record BlockOptions
{
    /// <summary>Milliseconds between blocks while there are transactions.</summary>
    public int IntervalMilliseconds { get; init; } = 500;

    /// <summary>Seconds after which an empty block is built; 0 for never. Some clients look for a receipt only when a further block comes.</summary>
    public int HeartbeatSeconds { get; init; } = 10;

    /// <summary>Threads that execute transactions; 0 for as many as there are processors.</summary>
    public int ExecutionThreads { get; init; }
}
