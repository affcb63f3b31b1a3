using System.Net;
using System.Threading.RateLimiting;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Http;

/// <summary>
/// Decides which requests are worked on: a bounded number at a time, holding a bounded number of bytes, and per client address
/// a bounded number of calls per second. What is over the bounds is refused at once, so that the server's memory is bounded too.
/// </summary>
public sealed class RequestAdmission : IAsyncDisposable
{
    private readonly ConcurrencyLimiter _requests;
    private readonly ConcurrencyLimiter _returns;
    private readonly PartitionedRateLimiter<IPAddress>? _calls;
    private readonly int _callBurst;

    /// <summary>Admission by <paramref name="limits"/>.</summary>
    public RequestAdmission(RpcLimits limits)
    {
        _requests = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = limits.MaxConcurrentRequests,
            QueueLimit = limits.MaxQueuedRequests,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        _returns = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = limits.MaxConcurrentRequests, QueueLimit = limits.MaxInclusionWaits });
        Bodies = new BodyAllowance(limits);
        _callBurst = Math.Max(limits.CallBurst, limits.MaxBatch);
        if (limits.CallsPerSecond > 0)
            _calls = PartitionedRateLimiter.Create<IPAddress, IPAddress>(client => RateLimitPartition.GetTokenBucketLimiter(client, _ => BucketOptions(limits)));
    }

    /// <summary>The memory for bodies.</summary>
    public BodyAllowance Bodies { get; }

    /// <summary>Waits for the right to work on a request; the lease says whether it was given.</summary>
    public ValueTask<RateLimitLease> EnterAsync(CancellationToken cancellationToken) => _requests.AcquireAsync(1, cancellationToken);

    /// <summary>
    /// Waits for the right to go on with a request that gave its right up to wait: as many at a time again as others, because all may come back at once with a
    /// block, and it would be too late to refuse them. No more wait than <see cref="RpcLimits.MaxInclusionWaits"/>, so that all get it.
    /// </summary>
    public ValueTask<RateLimitLease> ReturnAsync(CancellationToken cancellationToken) => _returns.AcquireAsync(1, cancellationToken);

    /// <summary>Takes <paramref name="calls"/> calls from the allowance of <paramref name="client"/>; false when it is used up.</summary>
    public bool TryTakeCalls(IPAddress client, int calls)
    {
        using RateLimitLease? lease = _calls?.AttemptAcquire(client, Math.Min(calls, _callBurst));
        return lease is null || lease.IsAcquired;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _requests.DisposeAsync();
        await _returns.DisposeAsync();
        if (_calls is not null)
            await _calls.DisposeAsync();
    }

    private TokenBucketRateLimiterOptions BucketOptions(RpcLimits limits) => new()
    {
        TokenLimit = _callBurst,
        TokensPerPeriod = Math.Max(1, limits.CallsPerSecond / 10),
        ReplenishmentPeriod = limits.CallsPerSecond >= 10 ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(1.0 / limits.CallsPerSecond),
        AutoReplenishment = true,
    };
}
