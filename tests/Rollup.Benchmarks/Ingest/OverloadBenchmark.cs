using Rollup.Testing;

namespace Rollup.Benchmarks.Ingest;

/// <summary>
/// More than a node with a tenth of the usual limits can take, for a while: many connections that soon repeat what was refused. Memory has to stay bounded, and the refusals have to say why.
/// </summary>
internal static class OverloadBenchmark
{
    private const int Connections = 1_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(int transactions, int seconds)
    {
        TestAccount[] senders = SignedLoad.Senders(Connections);
        SignedLoad load = SignedLoad.Sign(senders, Connections, transactions, TestAccount.ChainId);
        await using RollupStack stack = await IngestBenchmark.StartStackAsync(senders, ("ROLLUP_Pool__MaxInFlight", "2000"), ("ROLLUP_Pool__MaxTransactions", "20000"));
        Console.WriteLine($"{load.Transfers:N0} transfers on {Connections} connections at once, for {seconds} s");
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var generator = new LoadGenerator();
        Task sending = generator.RunAsync(stack.Node.Url, load, stop.Token);
        for (int elapsed = 0; !sending.IsCompleted; elapsed += (int)Interval.TotalSeconds)
        {
            Console.WriteLine($"{elapsed,4} s  {ProcessUsage.ResidentMegabytes(stack.Node.Id),7:N0} MB resident  {generator.Accepted,9:N0} accepted  {generator.Errors.Values.Sum(),9:N0} refused");
            await Task.WhenAny(sending, Task.Delay(Interval));
        }

        await sending;
        foreach ((string error, int count) in generator.Errors)
            Console.WriteLine($"{count,9:N0} × {error}");
    }
}
