using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rollup.Rpc.JsonRpc;

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
        services.AddSingleton<RpcEndpoint>();
        return services;
    }

    /// <summary>Answers JSON-RPC requests posted to <paramref name="pattern"/>.</summary>
    public static void MapJsonRpc(this IEndpointRouteBuilder routes, string pattern)
    {
        RpcEndpoint endpoint = routes.ServiceProvider.GetRequiredService<RpcEndpoint>();
        routes.MapPost(pattern, endpoint.HandleAsync);
    }
}
