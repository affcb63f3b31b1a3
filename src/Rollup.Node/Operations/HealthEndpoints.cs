using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rollup.Node.Metrics;

namespace Rollup.Node.Operations;

/// <summary>What a supervisor and a monitor ask.</summary>
internal static class HealthEndpoints
{
    /// <summary>
    /// <c>/health</c>: the process answers. <c>/ready</c>: it can do its work, 503 with the reasons otherwise. <c>/metrics</c>: Prometheus text.
    /// </summary>
    public static void MapHealth(this IEndpointRouteBuilder routes, ReadinessCheck readiness, PrometheusExporter metrics)
    {
        routes.MapGet("/health", () => Results.Text("ok\n"));
        routes.MapGet("/ready", async (CancellationToken cancellationToken) =>
        {
            IReadOnlyList<string> obstacles = await readiness.FindObstaclesAsync(cancellationToken);
            return obstacles.Count == 0 ? Results.Text("ready\n") : Results.Text(string.Join('\n', obstacles) + "\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        });
        routes.MapGet("/metrics", () => Results.Text(metrics.Export(), PrometheusExporter.ContentType));
    }
}
