using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Sequencer;
using Rollup.Sequencer.Chain;
using Rollup.Sequencer.Pool;
using Rollup.State;
using Rollup.Storage;
using Rollup.Storage.StateData;
using Rollup.Testing;

namespace Rollup.Benchmarks;

/// <summary>Transfers per second from submission to a persisted block, without HTTP, on a private PostgreSQL with every durability on.</summary>
internal static class SequencerBenchmark
{
    private const int Senders = 200;
    private const int PerSender = 500;
    private const int PerSubmission = 100;
    private const int Clients = 16;

    public static async Task RunAsync()
    {
        await using PostgresServer server = await PostgresServer.StartAsync(durable: true);
        await using TestDatabase test = await TestDatabase.CreateOnAsync(server);
        await using var database = new Database(test.ConnectionString);
        TestAccount[] accounts = [.. Enumerable.Range(1, Senders).Select(i => new TestAccount((ulong)i))];
        var store = new PostgresStateStore(database);
        ChainConfig config = Config();
        var genesis = new Genesis(config, new GenesisSpec(1_700_000_000, accounts.ToDictionary(account => account.Address, _ => U256.One << 80)));
        await genesis.EnsureAsync(database, TimeProvider.System, CancellationToken.None);
        using ChainState state = ChainState.Open(store, new ChainStateOptions(), []);
        var options = new SequencerOptions { BlockInterval = TimeSpan.FromMilliseconds(500) };
        var service = new SequencerService(database, state, store, config, options, () => null, TimeProvider.System, NullLogger<SequencerService>.Instance);
        ReadOnlyMemory<byte>[][] submissions = Sign(accounts);

        using var stop = new CancellationTokenSource();
        Task run = Task.Run(() => service.RunAsync(stop.Token));
        while (service.Status.Phase != SequencerPhase.Leading) await Task.Delay(10);
        using MeterListener listener = Listen(out ConcurrentDictionary<string, ConcurrentBag<double>> durations);
        await MeasureAsync(service, submissions);
        foreach ((string name, ConcurrentBag<double> values) in durations.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            Console.WriteLine($"{name}: {values.Count} times, {1000 * values.Average():F0} ms on average, {1000 * values.Max():F0} ms at most");

        await stop.CancelAsync();
        await run;
    }

    private static async Task MeasureAsync(SequencerService service, ReadOnlyMemory<byte>[][] submissions)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan cpu = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        int accepted = 0;
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < submissions.Length;)
            {
                SubmissionResult[] results = await service.SubmitManyAsync(submissions[i], CancellationToken.None);
                Interlocked.Add(ref accepted, results.Count(result => result.Hash is not null));
            }
        })));
        double acceptedAfter = watch.Elapsed.TotalSeconds;
        while (service.Pool is { Count: > 0 }) await Task.Delay(10);
        double includedAfter = watch.Elapsed.TotalSeconds;
        process.Refresh();
        Console.WriteLine($"accepted {accepted} transfers, {accepted / acceptedAfter:F0}/s; in a persisted block {accepted / includedAfter:F0}/s; {(process.TotalProcessorTime - cpu).TotalMicroseconds / accepted:F0} µs of this process's CPU each; {process.WorkingSet64 >> 20} MB");
    }

    private static ReadOnlyMemory<byte>[][] Sign(TestAccount[] accounts)
    {
        var signed = new ReadOnlyMemory<byte>[Senders][];
        Parallel.For(0, Senders, i => signed[i] = [.. Enumerable.Range(0, PerSender).Select(nonce =>
            (ReadOnlyMemory<byte>)accounts[i].Transfer((ulong)nonce, accounts[(i + 1 + nonce) % Senders].Address, 1, maxFee: 100_000_000_000))]);
        return [.. Enumerable.Range(0, PerSender / PerSubmission).SelectMany(part => signed.Select(own => own[(part * PerSubmission)..((part + 1) * PerSubmission)]))];
    }

    private static MeterListener Listen(out ConcurrentDictionary<string, ConcurrentBag<double>> durations)
    {
        var gathered = new ConcurrentDictionary<string, ConcurrentBag<double>>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "Rollup.Sequencer") self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            string name = instrument.Name;
            foreach (KeyValuePair<string, object?> tag in tags) name += $" ({tag.Value})";
            gathered.GetOrAdd(name, _ => []).Add(value);
        });
        listener.Start();
        durations = gathered;
        return listener;
    }

    private static ChainConfig Config() => new()
    {
        L1ChainId = 31_337,
        Rollup = Address.FromU256(0xa1),
        Bridge = Address.FromU256(0xa2),
        L2ChainId = TestAccount.ChainId,
        FeeVault = Address.FromU256(0xfee),
        BlockGasLimit = 200_000_000,
        MinimumBaseFee = 1_000_000,
        GasTargetPerSecond = 150_000_000,
        GasLimitPerSecond = 300_000_000,
        ProvingTargetPerSecond = 600_000_000_000,
        ProvingLimitPerSecond = 1_200_000_000_000,
        TransactionProvingLimit = 200_000_000_000,
        BaseFeeChangeDenominator = 50,
        MaxDataBytes = 120_000,
        MaxForcedGas = 6_000_000,
        MaxItemGas = 2_000_000,
        ForkId = 1,
    };
}
