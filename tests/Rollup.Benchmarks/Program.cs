using Rollup.Benchmarks;
using Rollup.Benchmarks.Executor;
using Rollup.Benchmarks.Ingest;

switch (args.FirstOrDefault())
{
    case "ingest":
        await IngestBenchmark.RunAsync(args);
        return 0;
    case "syncsend":
        await SyncSendBenchmark.RunAsync(
            IngestBenchmark.Option(args, "--transactions", 10_000), IngestBenchmark.Option(args, "--rate", 1_000), IngestBenchmark.Option(args, "--senders", 100), args.Contains("--json"));
        return 0;
    case "feemarket":
        await FeeMarketBenchmark.RunAsync(IngestBenchmark.Option(args, "--seconds", 300), args.Contains("--json"));
        return 0;
    case "recover":
        await RecoverBenchmark.RunAsync();
        return 0;
    case "primitives":
        await PrimitivesBenchmark.RunAsync();
        return 0;
    case "tree":
        TreeBenchmark.Run();
        return 0;
    case "sequencer":
        await SequencerBenchmark.RunAsync();
        return 0;
    case "stark":
        StarkBenchmark.Run(args[1..]);
        return 0;
    case "kernels":
        KernelsBenchmark.Run(jsonOnly: args.Contains("--json"));
        return 0;
    case "executor":
        await ExecutorBenchmark.RunAsync(json: args.Contains("--json"), only: args.Skip(1).FirstOrDefault(argument => !argument.StartsWith('-')));
        return 0;
    case "witness":
        return WitnessCommand.Run(args[1..]);
    case "prove":
        ProveBenchmark.Run(args[1..]);
        return 0;
    case "final":
        FinalBenchmark.Run(args[1..]);
        return 0;
    case "dashboard":
        await DashboardBenchmark.RunAsync(args);
        return 0;
    case "precompiles":
        PrecompileBenchmark.Run(json: args.Contains("--json"));
        return 0;
    default:
        Console.Error.WriteLine(
            """
            usage: Rollup.Benchmarks
              ingest [--workload transfers|erc20] [--transactions N] [--json] [--overload SECONDS]
              syncsend [--transactions N] [--rate PER_SECOND] [--senders N] [--json]
              dashboard [--jobs N] [--json]
              recover
              primitives
              tree
              sequencer
              executor [WORKLOAD] [--json]
              precompiles [--json]
              feemarket [--seconds N] [--json]
              kernels [--json]
              stark [--json] [--shrink <k>]
              prove [--json] [--shrink <k>] [--workload NAME]
              final [--json] [--transfers N] [--out FILE]
              witness [--workload eth|erc20|defi] [--transfers N] [--accounts N] [--batches N] --out FILE.bin
            """);
        return 2;
}
