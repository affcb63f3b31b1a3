namespace Rollup.Rpc.Forwarding;

/// <summary>The node that holds the pool.</summary>
public sealed record UpstreamOptions
{
    /// <summary>Its JSON-RPC URL.</summary>
    public required Uri Url { get; init; }

    /// <summary>How long one request to it may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
