using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Rollup.Node.Operations;

/// <summary>What a load balancer of the clients' port asks. Reasons name machines and amounts, so only the operator's listener tells them.</summary>
internal static class HealthEndpoints
{
    /// <summary>
    /// <c>/health</c>: the process answers. <c>/ready</c>: 200 and <c>ready</c> or <c>degraded</c> if it can do its work; 503 and <c>not ready</c> otherwise.
    /// </summary>
    public static void MapHealth(this IEndpointRouteBuilder routes, ReadinessCheck readiness)
    {
        routes.MapGet("/health", () => Results.Text("ok\n"));
        routes.MapGet("/ready", async (CancellationToken cancellationToken) => (await readiness.CheckAsync(cancellationToken)).ToResult(withReasons: false));
    }
}
