using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rollup.Node.Metrics;

namespace Rollup.Node.Operations;

/// <summary>What a supervisor and a monitor ask.</summary>
internal static class HealthEndpoints
{
    /// <summary>
    /// <c>/health</c>: the process answers. <c>/ready</c>: 200 and <c>ready</c>, or <c>degraded</c> with the reasons, if it can do its work; 503 and
    /// <c>not ready</c> with the reasons otherwise. <c>/metrics</c>: Prometheus text.
    /// </summary>
    public static void MapHealth(this IEndpointRouteBuilder routes, ReadinessCheck readiness, PrometheusExporter metrics)
    {
        routes.MapGet("/health", () => Results.Text("ok\n"));
        routes.MapGet("/ready", async (CancellationToken cancellationToken) =>
        {
            Readiness state = await readiness.CheckAsync(cancellationToken);
            return Results.Text(state.ToString(), statusCode: state.Level == 0 ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
        });
        routes.MapGet("/metrics", () => Results.Text(metrics.Export(), PrometheusExporter.ContentType));
    }
}

/// <summary>The operator's page: one file without external assets, which asks this node by JSON-RPC.</summary>
internal static class DashboardEndpoint
{
    /// <summary>Serves the page at the root.</summary>
    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        using Stream page = typeof(DashboardEndpoint).Assembly.GetManifestResourceStream("Rollup.Node.Operations.dashboard.html")!;
        using StreamReader reader = new(page);
        string html = reader.ReadToEnd();
        routes.MapGet("/", () => Results.Content(html, "text/html; charset=utf-8"));
    }
}
