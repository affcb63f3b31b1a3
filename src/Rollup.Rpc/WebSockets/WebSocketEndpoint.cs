using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Rollup.Rpc.Http;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.WebSockets;

/// <summary>JSON-RPC over WebSocket: requests as over HTTP, and subscriptions besides. Connections beyond the limit are refused with status 503.</summary>
public sealed class WebSocketEndpoint(
    RequestPipeline pipeline, RequestAdmission admission, RpcLimits limits, RpcMetrics metrics, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private int _connections;

    /// <summary>Serves one connection until it ends.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            if (Interlocked.Increment(ref _connections) > limits.WebSocket.MaxConnections)
            {
                metrics.CountRefused("connections");
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }

            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
            {
                KeepAliveInterval = limits.WebSocket.PingInterval,
                KeepAliveTimeout = limits.WebSocket.PingInterval,
            });
            metrics.CountConnection(1);
            try
            {
                using WebSocketConnection connection = new(socket, context.Connection.RemoteIpAddress, pipeline, admission, limits, time);
                await connection.RunAsync(lifetime.ApplicationStopping, context.RequestAborted);
            }
            finally
            {
                metrics.CountConnection(-1);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }
}

/// <summary>What WebSocket connections get at most. Requests over them are under the same limits as those over HTTP besides.</summary>
public sealed record WebSocketLimits
{
    /// <summary>Open connections; further ones are refused with status 503.</summary>
    public int MaxConnections { get; init; } = 1000;

    /// <summary>Requests of one connection in the works; the next one is read when one of them is answered.</summary>
    public int MaxConcurrentRequests { get; init; } = 8;

    /// <summary>Subscriptions of one connection.</summary>
    public int MaxSubscriptions { get; init; } = 100;

    /// <summary>Bytes of notifications that wait to be sent on one connection; a client that lets more pile up is disconnected.</summary>
    public int MaxOutboxBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The time that sending one message may take; a client that does not read is disconnected.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the server pings; a client that does not answer for as long again is disconnected.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection without subscriptions may go without a request.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);
}
