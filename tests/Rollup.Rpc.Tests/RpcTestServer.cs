using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rollup.Rpc.Http;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Tests;

/// <summary>The production endpoint on a Kestrel of its own, with the methods of a test.</summary>
public sealed class RpcTestServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RpcTestServer(WebApplication app, HttpClient client) => (_app, Client) = (app, client);

    public HttpClient Client { get; }

    public static async Task<RpcTestServer> StartAsync(IEnumerable<RpcMethod> methods, RpcLimits? limits = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddMetrics();
        builder.Services.AddJsonRpc(limits ?? new RpcLimits(), _ => methods);
        WebApplication app = builder.Build();
        app.MapJsonRpc("/");
        app.MapGet("/", () => "a page");
        app.UseJsonRpcWebSockets("/", ["https://dapp.example"]);
        await app.StartAsync();
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new RpcTestServer(app, new HttpClient { BaseAddress = new Uri(address) });
    }

    /// <summary>Posts a body and returns the status and the response's text.</summary>
    public async Task<(HttpStatusCode Status, string Body)> PostAsync(ReadOnlyMemory<byte> body)
    {
        using ReadOnlyMemoryContent content = new(body);
        content.Headers.ContentType = new("application/json");
        using HttpResponseMessage response = await Client.PostAsync("/", content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<JsonElement> PostAsync(string body)
    {
        (HttpStatusCode status, string response) = await PostAsync(Encoding.UTF8.GetBytes(body));
        status.ShouldBe(HttpStatusCode.OK);
        return JsonElement.Parse(response, new JsonDocumentOptions { MaxDepth = 4096 });
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
