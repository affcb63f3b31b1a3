using System.Diagnostics;
using System.Text.Json;
using Rollup.Execution.Native;
using Rollup.Execution.Parallel;
using Rollup.Kernel.Evm.Forks;

namespace Rollup.Benchmarks;

/// <summary>
/// Execution of blocks on a state in memory: recovery of senders, the state tree and the database are not part of it. Each workload one after the
/// other by <see cref="SequentialExecutor{TFork,THost}"/>, and by the parallel executor with 1 and 2 threads.
/// </summary>
internal static class ExecutorBenchmark
{
    private const int Warmups = 4;
    private const int Rounds = 7;

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static void Run(bool json)
    {
        using var codes = new CodeCache(1 << 26);
        using var sequential = new SequentialExecutor<Osaka, NativeHost>(default, codes);
        var executors = new[] { 1, 2 }.Select(threads => (
            threads, executor: new ParallelExecutor<Osaka, NativeHost, NoPerturbation>(default, codes, threads, default))).ToList();
        var results = new List<ExecutorFigures>();
        Console.WriteLine($"{"workload",-10} {"threads",7} {"txs",7} {"ms",9} {"of sequential",13} {"tx/s",10} {"Mgas/s",8} {"again",7} {"allocated",11}");
        foreach (ExecutorWorkload workload in ExecutorWorkload.All())
        {
            BlockTransaction[] transactions = workload.Transactions.ToArray();
            (double sequentialMs, BlockResult expected, _) = Measure(() => sequential.Execute(workload.State, workload.Block, transactions));
            if (!expected.Transactions.All(transaction => transaction.Result.Succeeded))
                throw new InvalidOperationException($"the workload {workload.Name} does not do what it is meant to do");
            foreach ((int threads, ParallelExecutor<Osaka, NativeHost, NoPerturbation> executor) in executors)
            {
                (double ms, BlockResult result, long allocated) = Measure(() => executor.Execute(workload.State, workload.Block, transactions));
                var figures = new ExecutorFigures(
                    workload.Name, threads, transactions.Length, result.GasUsed, Math.Round(ms, 3), Math.Round(sequentialMs, 3),
                    Math.Round(transactions.Length / ms * 1e3), Math.Round(result.GasUsed / ms / 1e3, 1), result.Reexecutions, allocated);
                results.Add(figures);
                Console.WriteLine(
                    $"{figures.Workload,-10} {threads,7} {figures.Txs,7} {figures.Ms,9:N2} {sequentialMs / ms,12:N2}x {figures.Tps,10:N0} "
                    + $"{figures.MgasPerSecond,8:N0} {figures.Reexecutions,7} {allocated,11:N0}");
            }
        }

        foreach ((_, ParallelExecutor<Osaka, NativeHost, NoPerturbation> executor) in executors)
            executor.Dispose();
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new { cores = Environment.ProcessorCount, results }, Options));
    }

    /// <summary>The median time, the last result, and the managed bytes that the last execution allocated.</summary>
    private static (double Milliseconds, BlockResult Result, long Allocated) Measure(Func<BlockResult> execute)
    {
        for (int i = 0; i < Warmups; i++)
            _ = execute();
        double[] times = new double[Rounds];
        BlockResult result = null!;
        long allocated = 0;
        for (int i = 0; i < Rounds; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            long start = Stopwatch.GetTimestamp();
            result = execute();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        Array.Sort(times);
        return (times[Rounds / 2], result, allocated);
    }
}
