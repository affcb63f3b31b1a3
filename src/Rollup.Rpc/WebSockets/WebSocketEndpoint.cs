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
