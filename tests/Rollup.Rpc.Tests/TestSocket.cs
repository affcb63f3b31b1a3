using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Rollup.Rpc.Tests;

/// <summary>A WebSocket client that keeps notifications that come while it waits for a response.</summary>
internal sealed class TestSocket : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ClientWebSocket _socket = new();
    private readonly Queue<JsonElement> _notifications = [];
    private int _nextId;

    public static async Task<TestSocket> ConnectAsync(RpcTestServer server, string? origin = null)
    {
        TestSocket socket = new();
        if (origin is not null)
            socket._socket.Options.SetRequestHeader("Origin", origin);
        using CancellationTokenSource patience = new(Patience);
        await socket._socket.ConnectAsync(new UriBuilder(server.Client.BaseAddress!) { Scheme = "ws" }.Uri, patience.Token);
        return socket;
    }

    public Task SendAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, default);

    /// <summary>The next message; null when the server closes the connection.</summary>
    public async Task<JsonElement?> ReceiveAsync()
    {
        using CancellationTokenSource patience = new(Patience);
        using MemoryStream message = new();
        byte[] buffer = new byte[1 << 16];
        while (true)
        {
            WebSocketReceiveResult part = await _socket.ReceiveAsync(buffer, patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            await message.WriteAsync(buffer.AsMemory(0, part.Count));
            if (part.EndOfMessage)
                return JsonElement.Parse(message.ToArray());
        }
    }

    /// <summary>Calls a method and returns the whole response.</summary>
    public async Task<JsonElement> RequestAsync(string method, params string[] parameters)
    {
        int id = _nextId++;
        await SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":[{{string.Join(',', parameters)}}]}""");
        while (true)
        {
            JsonElement message = (await ReceiveAsync()).ShouldNotBeNull();
            if (message.TryGetProperty("id", out JsonElement answered) && answered.GetInt32() == id)
                return message;
            _notifications.Enqueue(message);
        }
    }

    /// <summary>Calls a method and returns its result.</summary>
    public async Task<JsonElement> CallAsync(string method, params string[] parameters)
    {
        JsonElement response = await RequestAsync(method, parameters);
        response.TryGetProperty("error", out JsonElement error).ShouldBeFalse(error.ToString());
        return response.GetProperty("result");
    }

    /// <summary>Subscribes and returns the subscription's name.</summary>
    public async Task<string> SubscribeAsync(params string[] parameters) => (await CallAsync("eth_subscribe", parameters)).GetString()!;

    /// <summary>The next notification, which has to be for this subscription.</summary>
    public async Task<JsonElement> NextAsync(string subscription)
    {
        JsonElement message = _notifications.TryDequeue(out JsonElement kept) ? kept : (await ReceiveAsync()).ShouldNotBeNull();
        message.GetProperty("jsonrpc").GetString().ShouldBe("2.0");
        message.GetProperty("method").GetString().ShouldBe("eth_subscription");
        message.GetProperty("params").GetProperty("subscription").GetString().ShouldBe(subscription);
        return message.GetProperty("params").GetProperty("result");
    }

    /// <summary>Waits for the server to close the connection, and returns its reason.</summary>
    public async Task<(WebSocketCloseStatus? Status, string? Reason)> ClosedAsync()
    {
        while (await ReceiveAsync() is not null)
        {
            // What was sent before.
        }

        return (_socket.CloseStatus, _socket.CloseStatusDescription);
    }

    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
            await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", default);
        _socket.Dispose();
    }
}
