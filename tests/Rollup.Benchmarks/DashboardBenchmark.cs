using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Rollup.Benchmarks.Ingest;
using Rollup.Testing;

namespace Rollup.Benchmarks;

/// <summary>How long the operator's pages take with many proof jobs on their way: a real node on a real database, asked over HTTP.</summary>
internal static class DashboardBenchmark
{
    private const int Requests = 15;

    /// <summary>Jobs of a cut batch per segment: its proof, its lift, its join.</summary>
    private const int JobsPerSegment = 3;
    private const int CutBatches = 12;

    /// <summary>What was read is shown for a second: every request here has to read anew.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.1);

    private static readonly string[] Pages =
    [
        "/", "/metrics", "/jobs/plans", "/jobs/plans/25-28", "/jobs/plans/34-34", "/jobs/proofs?show=failed", "/jobs/proofs?show=repeated", "/jobs/proofs?show=planned", "/jobs/proof/300", "/jobs",
    ];

    /// <summary>Runs it and prints a table, or one line of JSON.</summary>
    public static async Task RunAsync(string[] args)
    {
        int jobs = IngestBenchmark.Option(args, "--jobs", 10_000);
        await using RollupStack stack = await RollupStack.StartAsync(new StackOptions());
        NodeProcess node = stack.LaunchNode(null, ("ROLLUP_Roles", "rpc"));
        using HttpClient http = new() { BaseAddress = node.OperatorUrl, Timeout = TimeSpan.FromSeconds(60) };
        await UntilAnsweredAsync(http);
        await SeededOperations.FillAsync(stack.ConnectionString, Math.Max(2, jobs / (JobsPerSegment * CutBatches)));
        Dictionary<string, PageTime> times = [];
        foreach (string page in Pages)
            times[page] = await MeasureAsync(http, page);
        if (args.Contains("--json"))
        {
            Console.WriteLine(JsonSerializer.Serialize(new { jobs, pages = times }, JsonSerializerOptions.Web));
            return;
        }

        foreach ((string page, PageTime time) in times)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{page,-30} median {time.MedianMilliseconds,7:0.0} ms   slowest {time.SlowestMilliseconds,7:0.0} ms   {time.Bytes,9:N0} bytes"));
    }

    private static async Task<PageTime> MeasureAsync(HttpClient http, string page)
    {
        List<double> milliseconds = [];
        int bytes = 0;
        for (int i = 0; i <= Requests; i++)
        {
            await Task.Delay(Pause);
            long start = Stopwatch.GetTimestamp();
            bytes = (await http.GetByteArrayAsync(new Uri(page, UriKind.Relative))).Length;
            if (i > 0) // The first one compiles and plans.
                milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        milliseconds.Sort();
        return new PageTime(milliseconds[milliseconds.Count / 2], milliseconds[^1], bytes);
    }

    private static async Task UntilAnsweredAsync(HttpClient http)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                _ = await http.GetStringAsync(new Uri("/health", UriKind.Relative));
                return;
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(2))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private sealed record PageTime(double MedianMilliseconds, double SlowestMilliseconds, int Bytes);
}
