using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Testing;

namespace Rollup.Benchmarks.Ingest;

/// <summary>
/// eth_sendRawTransactionSync at a steady rate, whatever the answers take: every transfer is a request of its own, as from so many wallets, and nothing is repeated. A
/// refusal leaves a gap in its sender's nonces, so that it costs the receipts of all that follow.
/// </summary>
internal static class SyncSendBenchmark
{
    private const ulong MaxFee = 20_000_000_000;
    private const int WarmUp = 200; // Calls of another account, one after the other, before the first one that counts.

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public static async Task RunAsync(int transactions, int perSecond, int senderCount, bool json)
    {
        TestAccount[] senders = SignedLoad.Senders(senderCount);
        byte[][] bodies = Sign(senders, transactions);
        TestAccount first = new((ulong)senderCount + 1);
        await using RollupStack stack = await IngestBenchmark.StartStackAsync([.. senders, first]);
        using var http = new HttpClient(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1) }) { Timeout = TimeSpan.FromMinutes(1) };
        foreach (byte[] body in Sign([first], WarmUp))
            await WarmUpAsync(http, stack.Node.Url, body);
        var waits = new ConcurrentBag<double>();
        var refusals = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var calls = new Task[transactions];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < transactions; i++)
        {
            TimeSpan due = TimeSpan.FromSeconds((double)i / perSecond) - Stopwatch.GetElapsedTime(start);
            if (due > TimeSpan.FromMilliseconds(1))
                await Task.Delay(due);
            calls[i] = SendAsync(http, stack.Node.Url, bodies[i], waits, refusals);
        }

        await Task.WhenAll(calls);
        double[] sorted = [.. waits.Order()];
        if (!json)
        {
            Console.WriteLine($"{transactions:N0} transfers of {senderCount} accounts at {perSecond:N0} per second: {sorted.Length:N0} receipts");
            foreach ((string error, int count) in refusals)
                Console.WriteLine($"{count,9:N0} × {error}");
        }

        Console.WriteLine(JsonSerializer.Serialize(
            new
            {
                benchmark = "syncsend",
                sent = transactions,
                receipts = sorted.Length,
                refused = refusals.Values.Sum(),
                p50Milliseconds = Percentile(sorted, 0.50),
                p99Milliseconds = Percentile(sorted, 0.99),
            },
            JsonSerializerOptions.Web));
    }

    /// <summary>The accounts take turns, so that each one's transfers are as far apart as can be.</summary>
    private static byte[][] Sign(TestAccount[] senders, int transactions)
    {
        byte[][] bodies = new byte[transactions][];
        Parallel.For(0, transactions, i =>
        {
            byte[] transfer = senders[i % senders.Length].Transfer((ulong)(i / senders.Length), SignedLoad.Recipient(i % SignedLoad.Recipients), 1, MaxFee);
            bodies[i] = Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransactionSync","params":["{{transfer.ToHex()}}"]}""");
        });
        return bodies;
    }

    /// <summary>Sends until the transfer is taken: a cold node may refuse, and a gap in the nonces would stop all that follow.</summary>
    private static async Task WarmUpAsync(HttpClient http, Uri url, byte[] body)
    {
        ConcurrentDictionary<string, int> refusals;
        do
        {
            refusals = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
            await SendAsync(http, url, body, [], refusals);
        }
        while (refusals.Keys.Any(refusal => refusal.StartsWith("-32005", StringComparison.Ordinal)));
    }

    private static async Task SendAsync(HttpClient http, Uri url, byte[] body, ConcurrentBag<double> waits, ConcurrentDictionary<string, int> refusals)
    {
        long start = Stopwatch.GetTimestamp();
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = Json;
        using HttpResponseMessage response = await http.PostAsync(url, content);
        using JsonDocument answer = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync());
        if (answer.RootElement.TryGetProperty("result", out JsonElement receipt) && receipt.GetProperty("status").GetString() == "0x1")
            waits.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        else
            refusals.AddOrUpdate(answer.RootElement.TryGetProperty("error", out JsonElement error) ? $"{error.GetProperty("code")} {error.GetProperty("message").GetString()!.Split(';')[0]}" : "failed", 1, (_, count) => count + 1);
    }

    private static double Percentile(double[] sorted, double share) => sorted.Length == 0 ? 0 : Math.Round(sorted[(int)((sorted.Length - 1) * share)], 1);
}
