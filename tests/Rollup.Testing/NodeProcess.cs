using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Rollup.Ethereum.JsonRpc;

namespace Rollup.Testing;

/// <summary>
/// One process of the node's executable (<c>rollup node</c>) as an operator would run it. It can be killed as a crash would. A guard process ends it
/// when this process ends, however it ends.
/// </summary>
public sealed partial class NodeProcess : IAsyncDisposable
{
    private const int KillSignal = 9;
    private const int TerminateSignal = 15;
    private const int ContinueSignal = 18;
    private const int StopSignal = 19;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly Process _guard;
    private readonly string _log;

    private NodeProcess(Process process, Process guard, Uri url, Uri operatorUrl, string log)
    {
        _process = process;
        _guard = guard;
        _log = log;
        Url = url;
        OperatorUrl = operatorUrl;
        Rpc = new JsonRpcClient(url, new JsonRpcOptions { Timeout = TimeSpan.FromSeconds(30), Retries = 0 });
    }

    /// <summary>The executable, built in the same configuration as the tests.</summary>
    public static string Executable { get; } = Path.Combine(
        RepositoryRoot.Path, "src/Rollup.Node/bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0/rollup.dll");

    /// <summary>Its JSON-RPC endpoint.</summary>
    public Uri Url { get; }

    /// <summary>Its operator's listener.</summary>
    public Uri OperatorUrl { get; }

    /// <summary>A connection that does not retry.</summary>
    public JsonRpcClient Rpc { get; }

    /// <summary>The operating system's number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether the process has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts a node; it may not be ready yet.</summary>
    /// <param name="url">Where it listens.</param>
    /// <param name="settings">Environment variables.</param>
    /// <param name="log">File that its log is appended to.</param>
    public static NodeProcess Start(Uri url, IReadOnlyDictionary<string, string> settings, string log)
    {
        Uri operatorUrl = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LoopbackPort.Free()}"));
        var all = new Dictionary<string, string>(settings, StringComparer.Ordinal) { ["ROLLUP_Operator__Url"] = operatorUrl.ToString() };
        Process process = StartShell($"exec dotnet '{Executable}' node </dev/null >>'{log}' 2>&1", all, redirectInput: false);
        Process guard = StartShell(
            string.Create(CultureInfo.InvariantCulture, $"trap '' INT TERM; cat >/dev/null; kill -9 {process.Id} 2>/dev/null"), settings, redirectInput: true);
        return new NodeProcess(process, guard, url, operatorUrl, log);
    }

    /// <summary>Waits until the node says that it is ready.</summary>
    /// <exception cref="InvalidOperationException">It has ended; the message holds the end of its log.</exception>
    /// <exception cref="TimeoutException">It does not become ready.</exception>
    public async Task WaitUntilReadyAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        string last = "nothing";
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < StartTimeout)
        {
            if (HasExited)
                throw new InvalidOperationException($"The node ended with exit code {_process.ExitCode}:\n{LogEnd()}");
            try
            {
                using HttpResponseMessage response = await http.GetAsync(new Uri(OperatorUrl, "/ready"));
                if (response.IsSuccessStatusCode)
                    return;
                last = await response.Content.ReadAsStringAsync();
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
            {
                last = error.Message;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"The node is not ready: {last}\n{LogEnd()}");
    }

    /// <summary>Ends the process at once, as a crash would.</summary>
    public async Task KillAsync()
    {
        if (!HasExited)
            _ = Kill(_process.Id, KillSignal);
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the process to stop, as a supervisor does, and waits for its exit code.</summary>
    public async Task<int> StopAsync(TimeSpan patience)
    {
        _ = Kill(_process.Id, TerminateSignal);
        await _process.WaitForExitAsync().WaitAsync(patience);
        return _process.ExitCode;
    }

    /// <summary>Freezes the process: its connections stay open, nothing answers.</summary>
    public void Pause() => _ = Kill(_process.Id, StopSignal);

    /// <summary>Ends <see cref="Pause"/>.</summary>
    public void Resume() => _ = Kill(_process.Id, ContinueSignal);

    /// <summary>The HTTP status and the text of the operator's <c>/ready</c>; 0 if nothing answers.</summary>
    public async Task<(int Status, string Text)> ReadReadinessAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        try
        {
            using HttpResponseMessage response = await http.GetAsync(new Uri(OperatorUrl, "/ready"));
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return (0, error.Message);
        }
    }

    /// <summary>The whole log, which the nodes of a stack share.</summary>
    public Task<string> ReadLogAsync() => File.ReadAllTextAsync(_log);

    /// <summary>The last lines of its log.</summary>
    public string LogEnd()
    {
        const int Lines = 30;
        return string.Join('\n', File.ReadLines(_log).TakeLast(Lines));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
        _process.Dispose();
        Rpc.Dispose();
    }

    private static Process StartShell(string script, IReadOnlyDictionary<string, string> environment, bool redirectInput)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, RedirectStandardInput = redirectInput };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("No shell.");
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
