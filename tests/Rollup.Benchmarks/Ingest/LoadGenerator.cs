using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Rollup.Benchmarks.Ingest;

/// <summary>Posts the bodies of a <see cref="SignedLoad"/>, one after the other on each connection; what was refused is posted again, as accepted transfers are harmless.</summary>
internal sealed class LoadGenerator
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, int> _errors = new(StringComparer.Ordinal);
    private int _accepted;

    /// <summary>How many transfers were accepted.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Errors by code and the beginning of the message.</summary>
    public IReadOnlyDictionary<string, int> Errors => _errors;

    /// <summary>Sends everything.</summary>
    public async Task RunAsync(Uri url, SignedLoad load, CancellationToken stop)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = load.Bodies.Length }) { Timeout = TimeSpan.FromMinutes(5) };
        await Task.WhenAll(load.Bodies.Select(bodies => SendAsync(http, url, bodies, stop)));
    }

    private async Task SendAsync(HttpClient http, Uri url, byte[][] bodies, CancellationToken stop)
    {
        foreach (byte[] body in bodies)
        {
            int settled = 0;
            while (settled < SignedLoad.BatchSize && !stop.IsCancellationRequested)
            {
                using var content = new ByteArrayContent(body);
                content.Headers.ContentType = Json;
                using HttpResponseMessage response = await http.PostAsync(url, content, CancellationToken.None);
                byte[] answer = await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
                settled = answer.AsSpan().Count("\"result\":\"0x"u8);
                Interlocked.Add(ref _accepted, settled);
                if (settled == SignedLoad.BatchSize)
                    break;
                settled += CountErrors(answer);
                if (settled < SignedLoad.BatchSize)
                    await Task.Delay(RetryDelay, CancellationToken.None);
            }
        }
    }

    /// <summary>Counts the errors of an answer and returns how many of them say that a transfer had been accepted before.</summary>
    private int CountErrors(byte[] answer)
    {
        using var document = JsonDocument.Parse(answer);
        JsonElement[] replies = document.RootElement.ValueKind == JsonValueKind.Array ? [.. document.RootElement.EnumerateArray()] : [document.RootElement];
        int known = 0;
        foreach (JsonElement reply in replies)
        {
            if (!reply.TryGetProperty("error", out JsonElement error))
                continue;
            string message = error.GetProperty("message").GetString()!;
            if (message.Contains("already", StringComparison.Ordinal) || message.Contains("nonce too low", StringComparison.Ordinal))
                known++;
            else
                _errors.AddOrUpdate($"{error.GetProperty("code")} {message.Split(':')[0]}", 1, (_, count) => count + 1);
        }

        return known;
    }
}
