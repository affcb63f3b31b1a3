using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Rollup.Testing;

/// <summary>An HTTP server whose answers a test chooses: (HTTP status, body), from the parsed request.</summary>
public sealed class FakeJsonRpcServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private FakeJsonRpcServer(WebApplication application, Uri url)
    {
        _application = application;
        Url = url;
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>How many requests it has had.</summary>
    public int Requests { get; private set; }

    /// <summary>Starts a server whose <paramref name="answer"/> gets each request and its number, from 1.</summary>
    public static async Task<FakeJsonRpcServer> StartAsync(Func<JsonElement, int, Task<(int Status, string Body)>> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        WebApplication application = builder.Build();
        FakeJsonRpcServer? server = null;
        application.Run(async context =>
        {
            using JsonDocument request = await JsonDocument.ParseAsync(context.Request.Body);
            (int status, string body) = await answer(request.RootElement, ++server!.Requests);
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(body);
        });
        await application.StartAsync();
        string url = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return server = new FakeJsonRpcServer(application, new Uri(url));
    }

    /// <summary>Starts a server that always answers the same.</summary>
    public static Task<FakeJsonRpcServer> StartAsync(int status, string body) => StartAsync((_, _) => Task.FromResult((status, body)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _application.DisposeAsync();
}
