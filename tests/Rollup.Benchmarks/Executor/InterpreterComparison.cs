using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Execution.Blocks;
using Rollup.Execution.Native;
using Rollup.Execution.Parallel;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Primitives;
using Rollup.Testing;

namespace Rollup.Benchmarks.Executor;

/// <summary>
/// Code that only computes, on this EVM and by <c>eth_call</c> on anvil (revm) in the same run. Each side is timed with few and with many rounds
/// and only the difference counts, so that what a call costs besides, above all its way over HTTP, is in neither figure.
/// </summary>
internal static class InterpreterComparison
{
    private const int Rounds = 15;
    private const ulong Few = 1;
    private const ulong Many = 21;

    private static readonly Address Contract = Address.FromU256(0xc0de);

    /// <summary>One line for each function.</summary>
    public static async Task<IReadOnlyList<InterpreterFigures>> RunAsync()
    {
        using var codes = new CodeCache(1 << 26);
        using var executor = new SequentialExecutor<RollupOsaka, NativeHost>(default, codes);
        await using Anvil anvil = await Anvil.StartAsync();
        var contract = CompiledContract.Load("Compute");
        await anvil.SendAsync("anvil_setCode", Contract.ToHex(), contract.Runtime.ToHex());
        List<InterpreterFigures> results = [];
        foreach ((string function, ulong rounds) in ExecutorWorkload.Computations)
        {
            // Sorting is quadratic in its argument; the others are linear.
            ulong many = function.StartsWith("sort", StringComparison.Ordinal) ? (ulong)Math.Sqrt(Many) * rounds : Many * rounds;
            results.Add(await CompareAsync(executor, anvil, contract, function, Few * rounds, many));
        }

        return results;
    }

    private static async Task<InterpreterFigures> CompareAsync(
        SequentialExecutor<RollupOsaka, NativeHost> executor, Anvil anvil, CompiledContract contract, string function, ulong few, ulong many)
    {
        ExecutorWorkload[] workloads = [ExecutorWorkload.SingleComputation(function, few), ExecutorWorkload.SingleComputation(function, many)];
        object[] calls = [Call(contract.Call(function, few)), Call(contract.Call(function, many))];
        ulong[] gas = new ulong[2];
        double[][] ours = [new double[Rounds], new double[Rounds]];
        double[][] theirs = [new double[Rounds], new double[Rounds]];
        for (int round = -2; round < Rounds; round++)
        {
            for (int size = 0; size < 2; size++)
            {
                long start = Stopwatch.GetTimestamp();
                BlockResult result = executor.Execute(workloads[size].State, workloads[size].Block, workloads[size].Transactions.Span);
                double own = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                gas[size] = result.Transactions[0].Result.Succeeded ? result.GasUsed : throw new InvalidOperationException($"{function} fails");
                start = Stopwatch.GetTimestamp();
                await anvil.SendAsync("eth_call", calls[size], "latest");
                double peer = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                if (round < 0)
                    continue;
                ours[size][round] = own;
                theirs[size][round] = peer;
            }
        }

        await CheckGasAsync(anvil, calls[0], gas[0], function);
        double work = gas[1] - gas[0];
        return new InterpreterFigures(
            function, gas[1] - gas[0], Speed(work, Median(ours[1]) - Median(ours[0])), Speed(work, Median(theirs[1]) - Median(theirs[0])));
    }

    /// <summary>Both must have done the same work.</summary>
    private static async Task CheckGasAsync(Anvil anvil, object call, ulong gas, string function)
    {
        JsonElement list = await anvil.SendAsync("eth_createAccessList", call, "latest");
        ulong theirs = ulong.Parse(list.GetProperty("gasUsed").GetString()!.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        if (theirs != gas)
            throw new InvalidOperationException($"{function} takes {gas} gas here and {theirs} on anvil");
    }

    private static Dictionary<string, string> Call(byte[] data) => new(StringComparer.Ordinal)
    {
        ["to"] = Contract.ToHex(),
        ["data"] = data.ToHex(),
        ["gas"] = "0x1000000",
    };

    private static double Speed(double gas, double milliseconds) => Math.Round(gas / milliseconds / 1e3, 1);

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
