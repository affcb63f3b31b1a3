using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Rollup.Ethereum.Hex;
using Rollup.Node.Configuration;
using Rollup.Node.Operator;

namespace Rollup.Node.Tests;

/// <summary>A node with the production wiring, on a port of its own. Its L1 cannot be reached.</summary>
internal sealed class RunningNode : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WebApplication _app;

    private RunningNode(WebApplication app, Uri url)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = url, Timeout = Patience };
        OperatorUrl = app.Services.GetServices<IHostedService>().OfType<OperatorSite>().SingleOrDefault()?.Address;
    }

    public HttpClient Client { get; }

    /// <summary>The operator's listener; null without one.</summary>
    public Uri? OperatorUrl { get; }

    public static async Task<RunningNode> StartAsync(string connectionString, string deploymentFile, params (string Path, string Value)[] settings)
    {
        (string, string)[] all =
        [
            ("Roles", "rpc,sequencer"), ("Rpc:Url", "http://127.0.0.1:0"), ("Operator:Url", "http://127.0.0.1:0"), ("Database:ConnectionString", connectionString), ("Deployment", deploymentFile),
            ("L1:Url", "http://127.0.0.1:1"), ("L1:PatienceSeconds", "0"), ("L1:UnconfirmedSeconds", "2000000000"), ("Block:IntervalMilliseconds", "100"), ("Telemetry:LogLevel", "None"), .. settings,
        ];
        NodeOptions options = NodeConfiguration.Load(null, all.Select(entry => KeyValuePair.Create(entry.Item1, (string?)entry.Item2)));
        WebApplication app = await NodeBuilder.BuildAsync(NodeConfiguration.Check(options), default);
        await app.StartAsync();
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new RunningNode(app, new Uri(address));
    }

    public async Task<JsonElement> CallAsync(string method, params JsonNode?[] parameters)
    {
        JsonElement response = await PostAsync(Request(1, method, parameters));
        response.TryGetProperty("error", out JsonElement error).ShouldBeFalse(error.ToString());
        return response.GetProperty("result");
    }

    public async Task<(int Code, string Message)> RefusedAsync(string method, params JsonNode?[] parameters)
    {
        JsonElement response = await PostAsync(Request(1, method, parameters));
        response.TryGetProperty("result", out JsonElement result).ShouldBeFalse(result.ToString());
        JsonElement error = response.GetProperty("error");
        return (error.GetProperty("code").GetInt32(), error.GetProperty("message").GetString()!);
    }

    /// <summary>Submits transactions in one JSON-RPC batch and returns the answers.</summary>
    public async Task<IReadOnlyList<JsonElement>> SubmitAsync(IReadOnlyList<byte[]> transactions)
    {
        JsonArray batch = [.. transactions.Select((raw, i) => Request(i, "eth_sendRawTransaction", [raw.ToHex()]))];
        return [.. (await PostAsync(batch)).EnumerateArray()];
    }

    /// <summary>Waits for the receipt of a transaction.</summary>
    public async Task<JsonElement> ReceiptAsync(string hash) => await WaitAsync<JsonElement>(async () =>
    {
        JsonElement receipt = await CallAsync("eth_getTransactionReceipt", hash);
        return receipt.ValueKind == JsonValueKind.Null ? null : receipt;
    });

    /// <summary>Waits until <paramref name="find"/> finds something.</summary>
    public static async Task<T> WaitAsync<T>(Func<Task<T?>> find)
        where T : struct
    {
        using CancellationTokenSource patience = new(Patience);
        while (true)
        {
            if (await find() is { } found)
                return found;
            await Task.Delay(50, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static JsonObject Request(int id, string method, JsonNode?[] parameters) =>
        new() { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = new JsonArray(parameters) };

    private async Task<JsonElement> PostAsync(JsonNode body)
    {
        using HttpResponseMessage response = await Client.PostAsJsonAsync("/", body);
        return JsonElement.Parse(await response.Content.ReadAsByteArrayAsync());
    }
}
