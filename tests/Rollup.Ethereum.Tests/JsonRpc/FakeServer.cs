using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Rollup.Ethereum.Tests.JsonRpc;

/// <summary>An HTTP server whose answers a test chooses: (HTTP status, body), from the parsed request.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private FakeServer(WebApplication application, Uri url)
    {
        _application = application;
        Url = url;
    }

    public Uri Url { get; }

    public int Requests { get; private set; }

    public static async Task<FakeServer> StartAsync(Func<JsonElement, int, Task<(int Status, string Body)>> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        WebApplication application = builder.Build();
        FakeServer? server = null;
        application.Run(async context =>
        {
            using JsonDocument request = await JsonDocument.ParseAsync(context.Request.Body);
            (int status, string body) = await answer(request.RootElement, ++server!.Requests);
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(body);
        });
        await application.StartAsync();
        string url = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return server = new FakeServer(application, new Uri(url));
    }

    public static Task<FakeServer> StartAsync(int status, string body) => StartAsync((_, _) => Task.FromResult((status, body)));

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();
}
