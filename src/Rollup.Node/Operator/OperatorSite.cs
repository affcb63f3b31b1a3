using Hangfire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rollup.Node.Chain;
using Rollup.Node.Configuration;
using Rollup.Node.Metrics;
using Rollup.Node.Operations;
using Rollup.Node.Operator.Access;
using Rollup.Node.Operator.Figures;
using Rollup.Node.Operator.Pages;
using Rollup.Proving.Queue;
using Rollup.Storage;
using Rollup.Storage.Operations;
using Rollup.Storage.Proofs;

namespace Rollup.Node.Operator;

/// <summary>
/// The operator's listener: a server of its own, so that nothing of it can be reached through the clients' port, and nothing that clients do there (origins, limits, floods) touches it.
/// </summary>
internal sealed class OperatorSite : IHostedService, IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly OperatorSettings _settings;

    private readonly PrometheusExporter _metrics;

    private OperatorSite(WebApplication app, OperatorSettings settings, PrometheusExporter metrics)
    {
        _metrics = metrics;
        _app = app;
        _settings = settings;
    }

    /// <summary>Where it listens, once it has been started.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Puts the listener together; starting it opens it. The exporter is its own from then on.</summary>
    public static OperatorSite Create(
        OperatorSettings settings, Database database, NodeChain chain, ReadinessCheck readiness, OverviewReader overview, PrometheusExporter metrics, TimeProvider time, Action<ILoggingBuilder> configureLogging)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        configureLogging(builder.Logging);
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error); // It would warn that the keys of forms are in memory only, which is meant.
        builder.WebHost.UseUrls(settings.Url).ConfigureKestrel(server => server.AddServerHeader = false);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2)); // A page that is asked for by nobody but an operator.
        builder.Services.AddAntiforgery(options => options.Cookie.Name = "rollup-form");
        builder.Services.Configure<KeyManagementOptions>(options => options.XmlRepository = new FormKeys());
        JobStorage queue = JobStorageFactory.Create(database);
        builder.Services.AddQueuePages(queue);
        WebApplication app = builder.Build();

        OperatorAccess access = new(settings, time);
        app.UseOperatorAccess(access);
        app.MapAssets();
        app.MapSignIn(access);
        app.MapGet("/health", () => Results.Text("ok\n"));
        app.MapGet("/ready", async (CancellationToken cancellationToken) => (await readiness.CheckAsync(cancellationToken)).ToResult(withReasons: true));
        app.MapGet("/metrics", async (CancellationToken cancellationToken) =>
        {
            _ = await overview.ReadAsync(cancellationToken); // The gauges of the whole chain show what was read last.
            return Results.Text(metrics.Export(), PrometheusExporter.ContentType);
        });

        ProofBoard board = new(database);
        JobPage job = new(new ProofJobReader(database), board, new ProofPlans(database), settings.IsReadOnly, time);
        app.MapGet("/", new OverviewPage(overview, readiness, new SampleStore(database), time).WriteAsync);
        app.MapGet(RangesPage.Path, new RangesPage(board, chain, time).WriteAsync);
        app.MapGet(RangesPage.Path + "/{range}", new PlanPage(board, time).WriteAsync);
        app.MapGet(JobListPage.Path, new JobListPage(board, time).WriteAsync);
        app.MapGet(JobPage.Path + "/{job}", job.WriteAsync);
        app.MapPost(JobPage.Path + "/{job}/retry", job.RetryAsync);
        app.MapPost(JobPage.Path + "/{job}/cancel", job.CancelAsync);
        app.MapGet(RunbookPage.Path, RunbookPage.WriteAsync);
        app.MapQueuePages(queue, settings.IsReadOnly);
        return new OperatorSite(app, settings, metrics);
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            throw new ConfigurationException($"Operator:Url {_settings.Url}: {exception.Message} (each node on a machine needs one of its own, or none)");
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _metrics.Dispose();
    }
}
