namespace Rollup.Rpc.Filters;

/// <summary>What filters get at most.</summary>
public sealed record FilterLimits
{
    /// <summary>Filters at the same time.</summary>
    public int MaxFilters { get; init; } = 1000;

    /// <summary>How long a filter lives without being asked.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Results that wait in one filter; a filter that would hold more is dropped.</summary>
    public int MaxResults { get; init; } = 10_000;

    /// <summary>Bytes of the results of all filters together, counted as if none were shared; the filter that would exceed it is dropped.</summary>
    public long MaxBytes { get; init; } = 128 * 1024 * 1024;
}
