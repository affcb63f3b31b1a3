using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using Rollup.Kernel.Primitives;
using Rollup.Testing;

namespace Rollup.Benchmarks.Ingest;

/// <summary>
/// A fee market under twice its target: wallets that together offer twice the gas at which the base fee stands still, each with a highest fee of its own. The base fee has to
/// rise until half of them wait, to stay there, and the chain must never stand still on the way.
/// </summary>
internal static class FeeMarketBenchmark
{
    private const ulong TransfersOfTarget = 600; // Per second: so few that the machine is never what limits them.
    private const ulong TransferGas = 21_000;
    private const int Wallets = 1_000;
    private const int Posters = 4;
    private const int BatchSize = 50;
    private const double LowestFee = 2.5e8;      // Wei; the middle of the wallets pays no more than 2 gwei, twice the base fee of the genesis block.
    private const double HighestFee = 16e9;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1); // The end of the run, over which the base fee is expected to stay.

    public static async Task RunAsync(int seconds, bool json)
    {
        TestAccount[] senders = SignedLoad.Senders(Wallets);
        await using RollupStack stack = await RollupStack.StartAsync(new StackOptions
        {
            Durable = true,
            BlockGasLimit = TransfersOfTarget * TransferGas,
            GasTargetPerSecond = TransfersOfTarget * TransferGas,
            Allocation = senders.ToDictionary(account => account.Address, _ => 18_000_000_000_000_000_000UL),
        });
        await stack.StartNodeAsync();
        await using var database = NpgsqlDataSource.Create(stack.ConnectionString);
        using var stop = new CancellationTokenSource();
        long start = Stopwatch.GetTimestamp();
        Task<int>[] posters = [.. Enumerable.Range(0, Posters).Select(poster => Task.Run(() => PostAsync(
            stack.Node.Url, [.. senders.Where((_, i) => i % Posters == poster)], 2.0 * TransfersOfTarget / Posters, poster, stop.Token)))];
        List<(double Second, double BaseFee)> fees = [];
        (double stall, double lastBlock, ulong head) = (0, 0, 0);
        for (double second = 0; second < seconds; second = Stopwatch.GetElapsedTime(start).TotalSeconds)
        {
            if (await ReadHeadAsync(database) is var (number, baseFee) && number != head)
            {
                (head, lastBlock) = (number, second);
                fees.Add((second, baseFee));
                if (!json && fees.Count % 100 == 1)
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{second,6:N1} s  block {number,6}  base fee {baseFee / 1e9:N3} gwei"));
            }

            stall = Math.Max(stall, second - lastBlock);
            await Task.Delay(Tick);
        }

        await stop.CancelAsync();
        int accepted = (await Task.WhenAll(posters)).Sum();
        long executed = await ReadExecutedAsync(database);
        double[] last = [.. fees.Where(fee => fee.Second > seconds - Settled.TotalSeconds).Select(fee => fee.BaseFee)];
        double mean = last.Average();
        Console.WriteLine(JsonSerializer.Serialize(
            new
            {
                benchmark = "feemarket",
                seconds,
                targetPerSecond = TransfersOfTarget,
                stallSeconds = Math.Round(stall, 2),
                executedPerSecond = Math.Round((double)executed / seconds),
                acceptedPerSecond = Math.Round((double)accepted / seconds),
                finalBaseFee = Math.Round(last[^1]),
                converged = last.All(fee => fee > 0.8 * mean && fee < 1.25 * mean) && mean is > LowestFee and < HighestFee,
            },
            JsonSerializerOptions.Web));
    }

    /// <summary>Posts the wallets' transfers at a steady rate, in turn; what is refused is offered again in the wallet's next turn. Returns how many were accepted.</summary>
    private static async Task<int> PostAsync(Uri url, TestAccount[] wallets, double perSecond, int seed, CancellationToken stop)
    {
        using var client = new SubmissionClient();
        var random = new Random(seed);
        ulong[] fees = [.. wallets.Select(_ => (ulong)(LowestFee * Math.Pow(HighestFee / LowestFee, random.NextDouble())))];
        ulong[] nonces = new ulong[wallets.Length];
        (int accepted, int offered) = (0, 0);
        long start = Stopwatch.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            int[] turn = [.. Enumerable.Range(offered, BatchSize).Select(i => i % wallets.Length)];
            byte[] body = SubmissionClient.Encode([.. turn.Select(i => wallets[i].Transfer(nonces[i], SignedLoad.Recipient(i), 1, fees[i]))]);
            TimeSpan due = TimeSpan.FromSeconds(offered / perSecond) - Stopwatch.GetElapsedTime(start);
            if (due > TimeSpan.Zero)
                await Task.Delay(due, CancellationToken.None);
            SubmissionReply[] replies = await client.SubmitAsync(url, body, BatchSize, CancellationToken.None);
            for (int i = 0; i < BatchSize; i++)
            {
                if (replies[i].Hash is null)
                    continue;
                nonces[turn[i]]++;
                accepted++;
            }

            offered += BatchSize;
        }

        return accepted;
    }

    private static async Task<(ulong Number, double BaseFee)?> ReadHeadAsync(NpgsqlDataSource database)
    {
        await using NpgsqlCommand command = database.CreateCommand("SELECT number, base_fee FROM blocks WHERE gas_used > 0 ORDER BY number DESC LIMIT 1");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? ((ulong)reader.GetInt64(0), BinaryPrimitives.ReadUInt64BigEndian((await reader.GetFieldValueAsync<byte[]>(1)).AsSpan(24))) : null;
    }

    private static async Task<long> ReadExecutedAsync(NpgsqlDataSource database)
    {
        await using NpgsqlCommand command = database.CreateCommand("SELECT count(*) FROM inclusions");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
