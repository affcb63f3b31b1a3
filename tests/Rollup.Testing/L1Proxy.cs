using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Rollup.Testing;

/// <summary>An HTTP proxy in front of an L1, which a test makes misbehave as load balancers and their backends do.</summary>
public sealed class L1Proxy : IAsyncDisposable
{
    private static readonly HttpClient Backend = new();

    private readonly WebApplication _application;
    private volatile Func<JsonElement, HttpContext, Task<bool>> _interfere = (_, _) => Task.FromResult(false);

    private volatile Uri _l1;

    private L1Proxy(WebApplication application, Uri l1) => (_application, _l1) = (application, l1);

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Starts a proxy that passes everything on to <paramref name="l1"/>.</summary>
    public static async Task<L1Proxy> StartAsync(Uri l1)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var proxy = new L1Proxy(builder.Build(), l1);
        proxy._application.Run(proxy.HandleAsync);
        await proxy._application.StartAsync();
        proxy.Url = new Uri(proxy._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return proxy;
    }

    /// <summary>From now on everything is passed on to another L1.</summary>
    public void SwitchTo(Uri l1) => _l1 = l1;

    /// <summary>From now on <paramref name="interfere"/> sees every request first; it returns whether it has answered.</summary>
    public void Interfere(Func<JsonElement, HttpContext, Task<bool>> interfere) => _interfere = interfere;

    /// <summary>From now on <paramref name="method"/> is answered with <paramref name="result"/>, as JSON.</summary>
    public void Answer(string method, string result) => Interfere(async (request, context) =>
    {
        if (request.GetProperty("method").GetString() != method)
            return false;
        await context.Response.WriteAsync($$"""{"jsonrpc":"2.0","id":{{request.GetProperty("id")}},"result":{{result}}}""");
        return true;
    });

    /// <summary>From now on everything is passed on again.</summary>
    public void Behave() => Interfere((_, _) => Task.FromResult(false));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using JsonDocument request = await JsonDocument.ParseAsync(context.Request.Body);
        if (await _interfere(request.RootElement, context))
            return;
        using var content = new StringContent(request.RootElement.GetRawText(), System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Backend.PostAsync(_l1, content, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        await context.Response.WriteAsync(await response.Content.ReadAsStringAsync(context.RequestAborted));
    }
}
