using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rollup.Testing;

namespace Rollup.Node.Tests.Operator;

/// <summary>A test that needs Chromium; skipped where none is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Browser.Executable is null)
            Skip = "no chromium on the PATH";
    }
}

/// <summary>A real browser without a window, driven through its debugging protocol: it loads a page, says what its console says, and looks at the document.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly DirectoryInfo _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly List<string> _complaints = [];
    private int _lastId;

    private Browser(Process process, DirectoryInfo profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>Where it is installed; null if it is not.</summary>
    public static string? Executable { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    /// <summary>What the console has said: errors, and everything that the page's policy forbade.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    public static async Task<Browser> StartAsync(int width = 1400, int height = 1800, bool dark = false)
    {
        int port = LoopbackPort.Free();
        DirectoryInfo profile = Directory.CreateTempSubdirectory("rollup-browser-");
        ProcessStartInfo start = new(Executable!)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
            $"--user-data-dir={profile.FullName}", $"--remote-debugging-port={port}", $"--window-size={width},{height}", .. dark ? ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"] : Array.Empty<string>(), "about:blank",
        ];
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        Process process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        Browser browser = new(process, profile);
        await browser._socket.ConnectAsync(await FindPageAsync(port), default);
        foreach (string domain in (string[])["Page.enable", "Runtime.enable", "Log.enable", "Network.enable"])
            await browser.SendAsync(domain, []);
        return browser;
    }

    /// <summary>Loads a page, to the end.</summary>
    public async Task OpenAsync(Uri url)
    {
        await SendAsync("Page.navigate", new JsonObject { ["url"] = url.ToString() });
        await UntilAsync("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /// <summary>What an expression is in the page, as text.</summary>
    public async Task<string> EvaluateAsync(string expression)
    {
        JsonElement answer = await SendAsync("Runtime.evaluate", new JsonObject { ["expression"] = $"String({expression})", ["awaitPromise"] = true });
        return answer.GetProperty("result").GetProperty("value").GetString()!;
    }

    /// <summary>Waits until an expression is true in the page.</summary>
    public async Task UntilAsync(string expression)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (await EvaluateAsync(expression) != "true")
        {
            if (waited.Elapsed > Patience)
                throw new TimeoutException($"{expression} does not become true; the page says: {await EvaluateAsync("document.body.innerText.slice(0, 2000)")}");
            await Task.Delay(100);
        }
    }

    /// <summary>A picture of the whole page.</summary>
    public async Task<byte[]> TakePictureAsync() =>
        Convert.FromBase64String((await SendAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png", ["captureBeyondViewport"] = true })).GetProperty("data").GetString()!);

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        for (int attempt = 0; _profile.Exists && attempt < 20; attempt++)
        {
            try
            {
                _profile.Delete(recursive: true); // Its helpers write until they are gone.
            }
            catch (IOException)
            {
                await Task.Delay(100);
            }

            _profile.Refresh();
        }
    }

    private static async Task<Uri> FindPageAsync(int port)
    {
        using HttpClient http = new();
        Stopwatch waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using JsonDocument pages = JsonDocument.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json")));
                foreach (JsonElement page in pages.RootElement.EnumerateArray())
                {
                    if (page.GetProperty("type").GetString() == "page")
                        return new Uri(page.GetProperty("webSocketDebuggerUrl").GetString()!);
                }
            }
            catch (HttpRequestException) when (waited.Elapsed < Patience)
            {
                // It is still starting.
            }

            await Task.Delay(100);
        }
    }

    private async Task<JsonElement> SendAsync(string method, JsonObject parameters)
    {
        int id = ++_lastId;
        byte[] message = Encoding.UTF8.GetBytes(new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters }.ToJsonString());
        using CancellationTokenSource patience = new(Patience);
        await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, patience.Token);
        while (true)
        {
            JsonElement answer = await ReceiveAsync(patience.Token);
            if (answer.TryGetProperty("id", out JsonElement to) && to.GetInt32() == id)
                return answer.TryGetProperty("result", out JsonElement result) ? result : throw new InvalidOperationException(answer.ToString());
            Note(answer);
        }
    }

    private void Note(JsonElement happened)
    {
        string method = happened.GetProperty("method").GetString()!;
        JsonElement details = happened.GetProperty("params");
        if (method == "Log.entryAdded" && details.GetProperty("entry").GetProperty("level").GetString() == "error")
            _complaints.Add(details.GetProperty("entry").GetProperty("text").GetString()!);
        else if (method == "Runtime.exceptionThrown")
            _complaints.Add(details.ToString());
    }

    private async Task<JsonElement> ReceiveAsync(CancellationToken cancellation)
    {
        using MemoryStream message = new();
        byte[] buffer = new byte[1 << 16];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), cancellation);
            await message.WriteAsync(buffer.AsMemory(0, part.Count), cancellation);
        }
        while (!part.EndOfMessage);
        return JsonElement.Parse(message.ToArray());
    }
}
