using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.WebSockets;

namespace Rollup.Rpc.Http;

/// <summary>Adds a JSON-RPC server to a web application.</summary>
public static class JsonRpcServiceExtensions
{
    /// <summary>Registers a server of <paramref name="methods"/> with its <paramref name="limits"/>.</summary>
    public static IServiceCollection AddJsonRpc(
        this IServiceCollection services,
        RpcLimits limits,
        Func<IServiceProvider, IEnumerable<RpcMethod>> methods)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(limits);
        services.AddSingleton<RpcMetrics>();
        services.AddSingleton(provider => new RpcMethodTable(methods(provider)));
        services.AddSingleton(provider => new RpcRequestParser(provider.GetRequiredService<RpcMethodTable>(), limits.MaxBatch));
        services.AddSingleton<RpcDispatcher>();
        services.AddSingleton<RequestAdmission>();
        services.AddSingleton<RequestPipeline>();
        services.AddSingleton<RpcEndpoint>();
        services.AddSingleton<WebSocketEndpoint>();
        return services;
    }

    /// <summary>Answers JSON-RPC requests posted to <paramref name="pattern"/>.</summary>
    public static void MapJsonRpc(this IEndpointRouteBuilder routes, string pattern)
    {
        RpcEndpoint endpoint = routes.ServiceProvider.GetRequiredService<RpcEndpoint>();
        routes.MapPost(pattern, endpoint.HandleAsync);
    }

    /// <summary>
    /// Answers JSON-RPC over WebSocket connections to <paramref name="path"/>, which other endpoints may serve to everybody else. Browser pages are let in from
    /// <paramref name="origins"/> only; from any if it holds *.
    /// </summary>
    public static void UseJsonRpcWebSockets(this IApplicationBuilder app, PathString path, IEnumerable<string> origins)
    {
        WebSocketOptions options = new();
        foreach (string origin in origins)
            options.AllowedOrigins.Add(origin);
        app.UseWebSockets(options);
        WebSocketEndpoint endpoint = app.ApplicationServices.GetRequiredService<WebSocketEndpoint>();
        app.Use((context, next) => context.WebSockets.IsWebSocketRequest && context.Request.Path == path ? endpoint.HandleAsync(context) : next(context));
    }
}
