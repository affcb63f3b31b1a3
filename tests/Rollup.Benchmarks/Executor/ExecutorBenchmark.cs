using System.Diagnostics;
using System.Text.Json;
using Rollup.Execution.Blocks;
using Rollup.Execution.Native;
using Rollup.Execution.Parallel;
using Rollup.Kernel.Forks;

namespace Rollup.Benchmarks.Executor;

/// <summary>
/// Execution of blocks on a state in memory: recovery of senders, the state tree and the database are not part of it. Each workload one after the
/// other by <see cref="SequentialExecutor{TFork,THost}"/>, and by the parallel executor with 1 and 2 threads, in turns. Then code that only
/// computes beside anvil's EVM.
/// </summary>
internal sealed class ExecutorBenchmark : IDisposable
{
    private const int Warmups = 4;
    private const int Rounds = 7;

    private static readonly int[] Threads = [1, 2];
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly CodeCache _codes = new(1 << 26);
    private readonly SequentialExecutor<RollupOsaka, NativeHost> _sequential;
    private readonly ParallelExecutor<RollupOsaka, NativeHost, NoPerturbation>[] _parallel;

    private ExecutorBenchmark()
    {
        _sequential = new SequentialExecutor<RollupOsaka, NativeHost>(default, _codes);
        _parallel = [.. Threads.Select(threads => new ParallelExecutor<RollupOsaka, NativeHost, NoPerturbation>(default, _codes, threads, default))];
    }

    /// <summary>Runs everything; <paramref name="only"/> leaves all workloads but one out.</summary>
    public static async Task RunAsync(bool json, string? only)
    {
        var results = new List<ExecutorFigures>();
        Console.WriteLine($"{"workload",-10} {"threads",7} {"txs",7} {"ms",9} {"of sequential",13} {"tx/s",10} {"Mgas/s",8} {"again",7} {"allocated",11}");
        using (var benchmark = new ExecutorBenchmark())
        {
            foreach (ExecutorWorkload workload in ExecutorWorkload.All().Where(workload => only is null || workload.Name == only))
            {
                foreach (ExecutorFigures figures in benchmark.Measure(workload))
                {
                    results.Add(figures);
                    Console.WriteLine(
                        $"{figures.Workload,-10} {figures.Threads,7} {figures.Txs,7} {figures.Ms,9:N2} {figures.SequentialMs / figures.Ms,12:N2}x {figures.Tps,10:N0} "
                        + $"{figures.MgasPerSecond,8:N0} {figures.Reexecutions,7} {figures.AllocatedBytes,11:N0}");
                }
            }
        }

        IReadOnlyList<InterpreterFigures> interpreter = only is null or "compute" ? await CompareInterpretersAsync() : [];
        if (interpreter.Count > 0)
        {
            double peer = Math.Round(interpreter.Count / interpreter.Sum(code => 1 / code.PeerMgasPerSecond), 1);
            results = [.. results.Select(figures => figures.Workload == "compute" ? figures with { PeerMgasPerSecond = peer } : figures)];
        }

        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new { cores = Environment.ProcessorCount, results, interpreter }, Options));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ParallelExecutor<RollupOsaka, NativeHost, NoPerturbation> executor in _parallel)
            executor.Dispose();
        _sequential.Dispose();
        _codes.Dispose();
    }

    private static async Task<IReadOnlyList<InterpreterFigures>> CompareInterpretersAsync()
    {
        IReadOnlyList<InterpreterFigures> interpreter = await InterpreterComparison.RunAsync();
        Console.WriteLine();
        foreach (InterpreterFigures figures in interpreter)
            Console.WriteLine($"{figures.Code,-16} {figures.MgasPerSecond,8:N0} Mgas/s   anvil {figures.PeerMgasPerSecond,8:N0} Mgas/s   {figures.MgasPerSecond / figures.PeerMgasPerSecond,5:N2}x");
        return interpreter;
    }

    private IEnumerable<ExecutorFigures> Measure(ExecutorWorkload workload)
    {
        ReadOnlyMemory<BlockTransaction> transactions = workload.Transactions;
        Func<BlockResult>[] modes =
        [
            () => _sequential.Execute(workload.State, workload.Block, transactions.Span),
            .. _parallel.Select<ParallelExecutor<RollupOsaka, NativeHost, NoPerturbation>, Func<BlockResult>>(
                executor => () => executor.Execute(workload.State, workload.Block, transactions)),
        ];
        var times = new double[modes.Length][];
        var last = new BlockResult[modes.Length];
        long[] allocated = new long[modes.Length];
        for (int round = -Warmups; round < Rounds; round++)
        {
            for (int mode = 0; mode < modes.Length; mode++)
            {
                long before = GC.GetTotalAllocatedBytes(precise: true);
                long start = Stopwatch.GetTimestamp();
                last[mode] = modes[mode]();
                double time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                allocated[mode] = GC.GetTotalAllocatedBytes(precise: true) - before;
                if (round >= 0)
                    (times[mode] ??= new double[Rounds])[round] = time;
            }
        }

        if (last.Any(result => result.GasUsed != last[0].GasUsed || !result.Transactions.All(transaction => transaction.Result.Succeeded)))
            throw new InvalidOperationException($"the workload {workload.Name} does not do what it is meant to do");
        double[] medians = [.. times.Select(Median)];
        for (int i = 0; i < Threads.Length; i++)
        {
            double ms = medians[i + 1];
            ulong gas = last[i + 1].GasUsed;
            yield return new ExecutorFigures(
                workload.Name, Threads[i], transactions.Length, gas, Math.Round(ms, 3), Math.Round(medians[0], 3), Math.Round(transactions.Length / ms * 1e3),
                Math.Round(gas / ms / 1e3, 1), last[i + 1].Reexecutions, allocated[i + 1]);
        }
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
