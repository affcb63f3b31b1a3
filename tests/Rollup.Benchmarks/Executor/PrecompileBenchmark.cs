using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;
using Rollup.Execution.Blocks;
using Rollup.Execution.Native;
using Rollup.Execution.Parallel;
using Rollup.Kernel.Evm.Precompiles;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Forks;
using Rollup.Testing;

namespace Rollup.Benchmarks.Executor;

/// <summary>
/// The precompiled contracts on the node's host: in processor time, so that other work on the machine counts little, or with --json as full blocks that call nothing else,
/// executed on all cores, in seconds. Inputs of the curves are the EIPs' own vectors.
/// </summary>
internal static class PrecompileBenchmark
{
    private const int Rounds = 5;
    private const int CallsBetweenLooks = 16;
    private const ulong BlockGas = 60_000_000;
    private const int TransactionsOfBlock = 4; // None may have more than 2^24 gas (EIP-7825).
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(200);

    private static readonly byte[] Bn254G1 = Convert.FromHexString(
        "0000000000000000000000000000000000000000000000000000000000000001" + "0000000000000000000000000000000000000000000000000000000000000002");

    private static readonly byte[] Bn254G2 = Convert.FromHexString(
        "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2" + "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
        + "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b" + "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa");

    /// <summary>Prints a line for each, or the figures of blocks as JSON.</summary>
    public static void Run(bool json)
    {
        if (!json)
        {
            foreach ((string name, PrecompileId id, byte[] input) in All())
                Measure(name, id, input);
            return;
        }

        using var codes = new CodeCache(1 << 26);
        using var executor = new ParallelExecutor<RollupOsaka, NativeHost, NoPerturbation>(default, codes, Environment.ProcessorCount, default);
        var results = All().Select(call => MeasureBlock(executor, call.Name, call.Id, call.Input)).ToArray();
        Console.WriteLine(JsonSerializer.Serialize(new { benchmark = "precompiles", cores = Environment.ProcessorCount, results }, JsonSerializerOptions.Web));
    }

    private static IEnumerable<(string Name, PrecompileId Id, byte[] Input)> All()
    {
        byte[] scalar = [.. Enumerable.Range(1, 32).Select(i => (byte)(i * 37))];
        yield return ("ecrecover", PrecompileId.EcRecover, Recoverable());
        yield return ("SHA-256, 8 KiB", PrecompileId.Sha256, new byte[8192]);
        yield return ("RIPEMD-160, 8 KiB", PrecompileId.Ripemd160, new byte[8192]);
        yield return ("BLAKE2F, 100,000 rounds", PrecompileId.Blake2F, [0, 1, 0x86, 0xa0, .. new byte[208], 1]);
        yield return ("MODEXP, 256 bits", PrecompileId.ModExp, ModExp(32));
        yield return ("MODEXP, 2,048 bits", PrecompileId.ModExp, ModExp(256));
        yield return ("BN254 addition", PrecompileId.Bn254Add, [.. Bn254G1, .. Bn254G1]);
        yield return ("BN254 multiplication", PrecompileId.Bn254Mul, [.. Bn254G1, .. scalar]);
        yield return ("BN254 pairing, 1 pair", PrecompileId.Bn254Pairing, [.. Bn254G1, .. Bn254G2]);
        yield return ("BN254 pairing, 2 pairs", PrecompileId.Bn254Pairing, [.. Bn254G1, .. Bn254G2, .. Bn254G1, .. Bn254G2]);
        yield return ("BLS12-381 G1 addition", PrecompileId.Bls12G1Add, Vector("eip-2537/add_G1_bls.json"));
        yield return ("BLS12-381 G1 sum of products", PrecompileId.Bls12G1Msm, Vector("eip-2537/msm_G1_bls.json"));
        yield return ("BLS12-381 G2 addition", PrecompileId.Bls12G2Add, Vector("eip-2537/add_G2_bls.json"));
        yield return ("BLS12-381 G2 product", PrecompileId.Bls12G2Msm, Vector("eip-2537/mul_G2_bls.json"));
        yield return ("BLS12-381 pairing", PrecompileId.Bls12PairingCheck, Vector("eip-2537/pairing_check_bls.json"));
        yield return ("BLS12-381 map to G1", PrecompileId.Bls12MapFpToG1, Vector("eip-2537/map_fp_to_G1_bls.json"));
        yield return ("BLS12-381 map to G2", PrecompileId.Bls12MapFp2ToG2, Vector("eip-2537/map_fp2_to_G2_bls.json"));
        yield return ("P-256 verification", PrecompileId.P256Verify, Vector("eip-7951/p256_verify.json"));
    }

    /// <summary>The best of a few executions of a block full of the calls.</summary>
    private static BlockFigures MeasureBlock(ParallelExecutor<RollupOsaka, NativeHost, NoPerturbation> executor, string name, PrecompileId id, byte[] input)
    {
        ulong gasOfCall = (ulong)GasOf(id, input);
        ExecutorWorkload workload = ExecutorWorkload.PrecompileCalls(name, (ushort)id, input, (uint)gasOfCall, BlockGas, TransactionsOfBlock);
        double best = double.MaxValue;
        ulong gas = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            BlockResult result = executor.Execute(workload.State, workload.Block, workload.Transactions);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            gas = result.GasUsed;
            if (!result.Transactions.All(transaction => transaction.Result.Succeeded) || gas + (TransactionsOfBlock * (gasOfCall + 10_000)) < BlockGas)
                throw new InvalidOperationException($"the block of {name} does not use its gas");
        }

        return new BlockFigures(name, gas, Math.Round(best, 3));
    }

    private static long GasOf(PrecompileId id, byte[] input)
    {
        var host = default(NativeHost);
        long gas = long.MaxValue;
        _ = Precompile.Run<RollupOsaka, NativeHost>(ref host, id, input, ref gas, new byte[1 << 12], out _);
        return long.MaxValue - gas;
    }

    private static void Measure(string name, PrecompileId id, byte[] input)
    {
        var host = default(NativeHost);
        byte[] output = new byte[1 << 12];
        double best = double.MaxValue;
        long gas = 0;
        for (int round = 0; round < Rounds; round++)
        {
            int calls = 0;
            TimeSpan start = Environment.CpuUsage.TotalTime;
            for (; calls % CallsBetweenLooks != 0 || Environment.CpuUsage.TotalTime - start < Round; calls++)
            {
                gas = long.MaxValue;
                if (Precompile.Run<RollupOsaka, NativeHost>(ref host, id, input, ref gas, output, out _) != PrecompileOutcome.Success)
                    throw new InvalidOperationException($"{name} fails");
            }

            best = Math.Min(best, (Environment.CpuUsage.TotalTime - start).TotalNanoseconds / calls);
        }

        long used = long.MaxValue - gas;
        Console.WriteLine($"{name,-30} {used,9:N0} gas {best / 1e3,10:N1} µs {used / best * 1e3,8:N0} Mgas/s");
    }

    /// <summary>Hash, v, r and s of a signature by some key: r = 1 is the x-coordinate of a point.</summary>
    private static byte[] Recoverable()
    {
        byte[] input = new byte[128];
        (input[31], input[63], input[95], input[127]) = (1, 27, 1, 1);
        return input;
    }

    /// <summary>Base, exponent and odd modulus of the same length.</summary>
    private static byte[] ModExp(int length)
    {
        byte[] input = new byte[96 + (3 * length)];
        new Random(1).NextBytes(input.AsSpan(96));
        for (int i = 0; i < 3; i++)
            BinaryPrimitives.WriteInt32BigEndian(input.AsSpan((32 * i) + 28), length);
        input[^1] |= 1;
        return input;
    }

    /// <summary>The longest input of a file of vectors.</summary>
    private static byte[] Vector(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RepositoryRoot.Path, "tests", "vectors", "eips", file)));
        return Convert.FromHexString(json.RootElement.EnumerateArray().Select(vector => vector.GetProperty("Input").GetString()!).MaxBy(input => input.Length)!);
    }

    /// <summary>A block that calls one precompile only.</summary>
    private sealed record BlockFigures(string Name, ulong BlockGas, double Seconds);
}
