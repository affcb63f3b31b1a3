using System.Text.Json.Serialization;

namespace Rollup.Benchmarks.Executor;

/// <summary>One line of the executor benchmark, named as in its JSON.</summary>
internal sealed record ExecutorFigures(
    string Workload, int Threads, int Txs, ulong Gas, double Ms, double SequentialMs, double Tps, double MgasPerSecond, int Reexecutions, long AllocatedBytes)
{
    /// <summary>What anvil's EVM does with the same functions on one thread; only of computation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? PeerMgasPerSecond { get; init; }
}
