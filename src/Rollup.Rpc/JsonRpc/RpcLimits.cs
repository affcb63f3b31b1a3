using Rollup.Rpc.Calls;
using Rollup.Rpc.Filters;
using Rollup.Rpc.WebSockets;

namespace Rollup.Rpc.JsonRpc;

/// <summary>
/// What one server gives to its clients at most; every limit is answered with a JSON-RPC error that names it. Memory is bounded by the bodies
/// in flight and the responses of the requests worked on.
/// </summary>
public sealed record RpcLimits
{
    /// <summary>Bytes of one request's body.</summary>
    public int MaxBodyBytes { get; init; } = 5 * 1024 * 1024;

    /// <summary>Calls in one batch.</summary>
    public int MaxBatch { get; init; } = 1000;

    /// <summary>Bytes of one response; a call that would exceed it is answered with an error instead.</summary>
    public int MaxResponseBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>The time one request may take, its whole batch included.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests worked on at the same time.</summary>
    public int MaxConcurrentRequests { get; init; } = 64;

    /// <summary>Requests that wait for their turn; those beyond are refused at once.</summary>
    public int MaxQueuedRequests { get; init; } = 1024;

    /// <summary>Bytes of all bodies held at the same time.</summary>
    public int MaxBodyBytesInFlight { get; init; } = 128 * 1024 * 1024;

    /// <summary>The time a client has to send a request's body.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The share of <see cref="MaxBodyBytesInFlight"/>, in per cent, that one client address may hold.</summary>
    public int BodyShareOfClient { get; init; } = 50;

    /// <summary>Calls per second and client address, in the long run; 0 for no limit.</summary>
    public int CallsPerSecond { get; init; }

    /// <summary>Calls that a client address may make at once after a pause; at least one batch.</summary>
    public int CallBurst { get; init; } = 2000;

    /// <summary>Blocks that one query of logs may span.</summary>
    public ulong MaxLogBlocks { get; init; } = 100_000;

    /// <summary>Logs in one answer.</summary>
    public int MaxLogs { get; init; } = 10_000;

    /// <summary>Bytes of the logs' data in one answer.</summary>
    public long MaxLogBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Addresses in one filter of logs.</summary>
    public int MaxLogAddresses { get; init; } = 1000;

    /// <summary>Alternatives for each topic of one filter of logs.</summary>
    public int MaxLogTopics { get; init; } = 1000;

    /// <summary>Blocks in one answer of eth_feeHistory.</summary>
    public ulong MaxFeeHistoryBlocks { get; init; } = 1024;

    /// <summary>Blocks in one answer of eth_feeHistory with rewards, which reads the receipts of each.</summary>
    public ulong MaxRewardBlocks { get; init; } = 128;

    /// <summary>Percentiles of rewards in one call of eth_feeHistory.</summary>
    public int MaxRewardPercentiles { get; init; } = 100;

    /// <summary>Slots in one call of rollup_getProof.</summary>
    public int MaxProofSlots { get; init; } = 1000;

    /// <summary>Bytes of the transactions that a listing of the pool may hold.</summary>
    public long MaxPoolListingBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The time one query of logs may take in the database.</summary>
    public TimeSpan LogQueryTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long eth_sendRawTransactionSync waits unless the caller says how long.</summary>
    public TimeSpan InclusionTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait a caller of eth_sendRawTransactionSync may ask for.</summary>
    public TimeSpan MaxInclusionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Calls that wait for a transaction's inclusion at the same time; they do not count as requests worked on, and cost a few kilobytes each.</summary>
    public int MaxInclusionWaits { get; init; } = 50_000;

    /// <summary>How long eth_sendRawTransactionSync waits before it says that an earlier nonce is missing.</summary>
    public TimeSpan NonceGapPatience { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Limits of connections that stay.</summary>
    public WebSocketLimits WebSocket { get; init; } = new();

    /// <summary>Limits of filters that are polled.</summary>
    public FilterLimits Filters { get; init; } = new();

    /// <summary>Calls and traces.</summary>
    public CallLimits Calls { get; init; } = new();
}
