using Hangfire;
using Hangfire.Annotations;
using Hangfire.Dashboard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rollup.Node.Operator.Access;
using Rollup.Node.Operator.Pages;

namespace Rollup.Node.Operator;

/// <summary>Hangfire's dashboard, which shows how the queue carries proof jobs. What is proven stands in our own table and on our own pages.</summary>
internal static class QueuePages
{
    /// <summary>Where they are.</summary>
    public const string Path = "/jobs";

    /// <summary>What the dashboard needs.</summary>
    public static void AddQueuePages(this IServiceCollection services, JobStorage queue) => services.AddHangfire(configuration => configuration.UseStorage(queue));

    /// <summary>The dashboard's menu is one for the process.</summary>
    static QueuePages()
    {
        NavigationMenu.Items.Add(_ => new MenuItem("Rollup", "/"));
        NavigationMenu.Items.Add(_ => new MenuItem("Plans", RangesPage.Path));
        NavigationMenu.Items.Add(_ => new MenuItem("Proof jobs", JobListPage.Path));
    }

    /// <summary>Maps the dashboard.</summary>
    public static void MapQueuePages(this IEndpointRouteBuilder routes, JobStorage queue, bool isReadOnly) => routes.MapHangfireDashboard(
        Path,
        new DashboardOptions
        {
            Authorization = [new Admitted()],
            AppPath = "/",
            DashboardTitle = "Rollup · queue of proof jobs",
            DisplayStorageConnectionString = false,
            DarkModeEnabled = true,
            IsReadOnlyFunc = _ => isReadOnly,
        },
        queue);

    /// <summary>Whoever comes here has been admitted by <see cref="AccessPipeline"/>; Hangfire's own rule would add that they must be on this machine.</summary>
    private sealed class Admitted : IDashboardAuthorizationFilter
    {
        public bool Authorize([NotNull] DashboardContext context)
        {
            HttpContext http = context.GetHttpContext();
            AccessPipeline.AllowQueuePages(http);
            return true;
        }
    }
}
