namespace Rollup.Ethereum.JsonRpc;

/// <summary>Limits of a <see cref="JsonRpcClient"/>.</summary>
public sealed record JsonRpcOptions
{
    /// <summary>The longest that one attempt may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a call that may be repeated is repeated when there was no answer.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The wait before the first repetition; it doubles each time, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest answer accepted, in bytes.</summary>
    public long MaxResponseBytes { get; init; } = 64 * 1024 * 1024;
}
