using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Testing;

namespace Rollup.Benchmarks.Ingest;

/// <summary>
/// Signed transfers over HTTP into persisted blocks: the node as a process of its own with a durable PostgreSQL, then anvil under the same load with a block per second, because mining at once stalls it. Everything shares
/// the machine, the load generator too.
/// </summary>
internal static class IngestBenchmark
{
    private const int Connections = 50;
    private const int SendersPerConnection = 20;
    private const ulong AnvilChainId = 31337;
    private const ulong BlockGasLimit = 1_000_000_000;
    private const ulong Balance = 18_000_000_000_000_000_000;

    public static async Task RunAsync(string[] args)
    {
        int transactions = Option(args, "--transactions", 100_000);
        int workload = Array.IndexOf(args, "--workload");
        bool isToken = workload >= 0 && args.ElementAtOrDefault(workload + 1) == "erc20";
        if (args.Contains("--overload"))
        {
            await OverloadBenchmark.RunAsync(transactions, Option(args, "--overload", 30));
            return;
        }

        Say(args, $"{transactions:N0} {(isToken ? "ERC-20 " : "")}transfers in JSON-RPC batches of {SignedLoad.BatchSize}, {Connections} connections, {Environment.ProcessorCount} cores");
        List<IngestResult> results = [];
        foreach (Func<Task<IngestResult>> measure in new[] { () => MeasureNodeAsync(transactions, isToken), () => MeasureAnvilAsync(transactions, isToken) })
        {
            IngestResult result = await measure();
            results.Add(result);
            Say(args, $"{result.System,-8} accepted {result.Accepted,8:N0} /s   in blocks {result.Executed,8:N0} /s   CPU seconds: {string.Join(", ", result.Cpu.Select(part => $"{part.Key} {part.Value:N1}"))}");
        }

        double ratio = Math.Round(results[0].Executed / results[1].Executed, 2);
        Say(args, $"ratio: {ratio:N2}");
        Console.WriteLine(JsonSerializer.Serialize(new { benchmark = "ingest", workload = isToken ? "erc20" : "transfers", transactions, cores = Environment.ProcessorCount, ratio, results }, JsonSerializerOptions.Web));
    }

    /// <summary>A durable stack with funded senders and large blocks, its node running.</summary>
    internal static async Task<RollupStack> StartStackAsync(TestAccount[] senders, params (string Name, string Value)[] settings)
    {
        RollupStack stack = await RollupStack.StartAsync(new StackOptions
        {
            Durable = true,
            BlockGasLimit = BlockGasLimit,
            Allocation = senders.Append(TokenSetup.Deployer).ToDictionary(account => account.Address, _ => Balance),
            Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value, StringComparer.Ordinal),
        });
        await stack.StartNodeAsync();
        return stack;
    }

    private static async Task<IngestResult> MeasureNodeAsync(int transactions, bool isToken)
    {
        TestAccount[] senders = SignedLoad.Senders(Connections * SendersPerConnection);
        await using RollupStack stack = await StartStackAsync(senders);
        Address? token = isToken ? await TokenSetup.RunAsync(stack.Node.Url, TestAccount.ChainId, senders) : null;
        SignedLoad load = SignedLoad.Sign(senders, Connections, transactions, TestAccount.ChainId, token);
        await using var database = NpgsqlDataSource.Create(stack.ConnectionString);
        await using NpgsqlCommand included = database.CreateCommand("SELECT count(*) FROM inclusions");
        (string Name, int Id)[] parts = [("node", stack.Node.Id), ("PostgreSQL", stack.Postgres.Id), ("generator", Environment.ProcessId)];
        long before = (long)(await included.ExecuteScalarAsync())!;
        IngestResult result = await MeasureAsync("rollup", parts, stack.Node.Url, load, async () => (long)(await included.ExecuteScalarAsync())! - before >= load.Transfers);
        if (token is { } contract)
            await TokenSetup.CheckAsync(stack.Node.Url, contract, load);
        return result;
    }

    private static async Task<IngestResult> MeasureAnvilAsync(int transactions, bool isToken)
    {
        TestAccount[] senders = SignedLoad.Senders(Connections * SendersPerConnection);
        await using Anvil anvil = await Anvil.StartAsync(arguments:
            $"--gas-limit {BlockGasLimit.ToString(CultureInfo.InvariantCulture)} --no-request-size-limit --order fifo --block-time 1");
        foreach (TestAccount account in senders.Append(TokenSetup.Deployer))
            await anvil.SendAsync("anvil_setBalance", account.Address.ToHex(), Balance.ToQuantity());
        Address? token = isToken ? await TokenSetup.RunAsync(anvil.Url, AnvilChainId, senders) : null;
        SignedLoad load = SignedLoad.Sign(senders, Connections, transactions, AnvilChainId, token);
        IngestResult result = await MeasureAsync("anvil", [("anvil", anvil.Id), ("generator", Environment.ProcessId)], anvil.Url, load, async () =>
        {
            JsonElement status = await anvil.SendAsync("txpool_status");
            return status.GetProperty("pending").GetString() == "0x0" && status.GetProperty("queued").GetString() == "0x0";
        });
        if (token is { } contract)
            await TokenSetup.CheckAsync(anvil.Url, contract, load);
        return result;
    }

    private static async Task<IngestResult> MeasureAsync(string name, (string Name, int Id)[] parts, Uri url, SignedLoad load, Func<Task<bool>> isExecuted)
    {
        double[] before = [.. parts.Select(part => ProcessUsage.CpuSeconds(part.Id))];
        long start = Stopwatch.GetTimestamp();
        var generator = new LoadGenerator();
        await generator.RunAsync(url, load, CancellationToken.None);
        double accepted = Stopwatch.GetElapsedTime(start).TotalSeconds;
        while (!await isExecuted())
            await Task.Delay(20);
        double executed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach ((string error, int count) in generator.Errors)
            await Console.Error.WriteLineAsync($"{name}: {count} × {error}");
        Dictionary<string, double> cpu = new(parts.Select((part, i) => KeyValuePair.Create(part.Name, Math.Round(ProcessUsage.CpuSeconds(part.Id) - before[i], 1))), StringComparer.Ordinal);
        return new IngestResult(name, Math.Round(load.Transfers / accepted), Math.Round(load.Transfers / executed), cpu);
    }

    /// <summary>The number behind <paramref name="name"/>.</summary>
    internal static int Option(string[] args, string name, int fallback)
    {
        int index = Array.IndexOf(args, name);
        return index >= 0 && index + 1 < args.Length && int.TryParse(args[index + 1], CultureInfo.InvariantCulture, out int value) ? value : fallback;
    }

    /// <summary>The table, which <c>--json</c> leaves out.</summary>
    private static void Say(string[] args, string line)
    {
        if (!args.Contains("--json"))
            Console.WriteLine(line);
    }
}
