using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Rollup.Node.Operations;

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
