using Rollup.Sequencer;
using Rollup.State;

namespace Rollup.Node.Configuration;

/// <summary>
/// All settings of a node. They come from a JSON file, then from ROLLUP_ environment variables (ROLLUP_Database__ConnectionString), then from
/// the command line; later ones win. <see cref="NodeConfiguration"/> loads and checks them.
/// </summary>
public sealed record NodeOptions
{
    /// <summary>What the process does: any of rpc, sequencer and settler, separated by commas.</summary>
    public string Roles { get; init; } = "rpc,sequencer,settler";

    /// <summary>The deployment script's deployment.json.</summary>
    public string Deployment { get; init; } = "deployment.json";

    /// <summary>The JSON-RPC URL of the sequencer, to which a node without that role passes submissions on.</summary>
    public string SequencerUrl { get; init; } = "";

    /// <summary>The database.</summary>
    public DatabaseOptions Database { get; init; } = new();

    /// <summary>The HTTP server.</summary>
    public RpcOptions Rpc { get; init; } = new();

    /// <summary>The connection to L1.</summary>
    public L1Options L1 { get; init; } = new();

    /// <summary>The pool's limits.</summary>
    public MempoolOptions Pool { get; init; } = new();

    /// <summary>When blocks are built.</summary>
    public BlockOptions Block { get; init; } = new();

    /// <summary>When batches are sealed.</summary>
    public BatchOptions Batch { get; init; } = new();

    /// <summary>How much of the state is kept in memory.</summary>
    public ChainStateOptions State { get; init; } = new();

    /// <summary>How batches are committed on L1.</summary>
    public SettlerOptions Settlement { get; init; } = new();

    /// <summary>Logs and metrics.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>The settings of the sequencer.</summary>
    public SequencerOptions ToSequencerOptions() => new()
    {
        BlockInterval = TimeSpan.FromMilliseconds(Block.IntervalMilliseconds),
        Heartbeat = Block.HeartbeatSeconds > 0 ? TimeSpan.FromSeconds(Block.HeartbeatSeconds) : null,
        ExecutionThreads = Block.ExecutionThreads == 0 ? Environment.ProcessorCount : Block.ExecutionThreads,
        MaxBatchAge = TimeSpan.FromSeconds(Batch.MaxAgeSeconds),
        MaxBatchBlocks = Batch.MaxBlocks,
        MaxBatchTransactions = Batch.MaxTransactions,
        Mempool = Pool,
    };
}
