namespace Rollup.Benchmarks;

/// <summary>One line of the executor benchmark, named as in its JSON.</summary>
internal sealed record ExecutorFigures(
    string Workload, int Threads, int Txs, ulong Gas, double Ms, double SequentialMs, double Tps, double MgasPerSecond, int Reexecutions, long AllocatedBytes);
