using Microsoft.Extensions.Logging;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Sending;
using Rollup.Proving.Planning;
using Rollup.Proving.Work;
using Rollup.Rpc.JsonRpc;
using Rollup.Sequencer.L1;
using Rollup.Sequencer.Pool;
using Rollup.Sequencer;
using Rollup.Settlement;
using Rollup.State;

namespace Rollup.Node.Configuration;

/// <summary>
/// All settings of a node. They come from a JSON file, then from ROLLUP_ environment variables (ROLLUP_Database__ConnectionString), then from
/// the command line; later ones win. <see cref="NodeConfiguration"/> loads and checks them.
/// </summary>
public sealed record NodeOptions
{
    /// <summary>What the process does: any of rpc, sequencer and settler, separated by commas; or prover alone.</summary>
    public string Roles { get; init; } = "rpc,sequencer,settler";

    /// <summary>The deployment script's deployment.json.</summary>
    public string Deployment { get; init; } = "deployment.json";

    /// <summary>
    /// The JSON-RPC URL of the sequencer, for a database whose lease names none. Usually nothing: nodes that do not lead find the one that does by its lease.
    /// </summary>
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

    /// <summary>What is proven when, and how a prover works.</summary>
    public ProvingOptions Proving { get; init; } = new();

    /// <summary>Where operators look.</summary>
    public OperatorOptions Operator { get; init; } = new();

    /// <summary>Logs and metrics.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>Where other nodes reach this one; nothing if they cannot.</summary>
    internal string AdvertisedUrl => Chain.AdvertisedUrl.Of(Rpc.AdvertisedUrl, Rpc.Url);

    /// <summary>The settings of the sequencer, on a chain that has to take queue items within the deadline.</summary>
    public SequencerOptions ToSequencerOptions(TimeSpan inclusionDeadline) => new()
    {
        InclusionDeadline = inclusionDeadline,
        Url = AdvertisedUrl,
        BlockInterval = TimeSpan.FromMilliseconds(Block.IntervalMilliseconds),
        MinBlockInterval = TimeSpan.FromMilliseconds(Block.MinIntervalMilliseconds),
        Heartbeat = Block.HeartbeatSeconds > 0 ? TimeSpan.FromSeconds(Block.HeartbeatSeconds) : null,
        MaxHeartbeat = Block.MaxHeartbeatSeconds > 0 ? TimeSpan.FromSeconds(Block.MaxHeartbeatSeconds) : null,
        MaxUnprovenBatches = Proving.MaxBacklog > 0 ? Proving.MaxBacklog : null,
        ExecutionThreads = Block.ExecutionThreads == 0 ? Environment.ProcessorCount : Block.ExecutionThreads,
        MaxBatchAge = TimeSpan.FromSeconds(Batch.MaxAgeSeconds),
        MaxBatchBlocks = Batch.MaxBlocks,
        MaxBatchTransactions = Batch.MaxTransactions,
        Mempool = Pool,
    };
}

/// <summary>When batches are sealed: whatever comes first.</summary>
public sealed record BatchOptions
{
    /// <summary>Seconds since the batch's first block.</summary>
    public int MaxAgeSeconds { get; init; } = 60;

    /// <summary>Blocks in a batch.</summary>
    public int MaxBlocks { get; init; } = 1000;

    /// <summary>Transactions in a batch.</summary>
    public int MaxTransactions { get; init; } = 20_000;
}

/// <summary>When blocks are built.</summary>
public sealed record BlockOptions
{
    /// <summary>Milliseconds between blocks while there are transactions, at most: blocks that take little to make follow each other faster.</summary>
    public int IntervalMilliseconds { get; init; } = 500;

    /// <summary>Milliseconds between blocks, at least, unless one is full. The first transaction after a pause of this length gets a block at once.</summary>
    public int MinIntervalMilliseconds { get; init; } = 50;

    /// <summary>Seconds after which an empty block is built; 0 for never. Some clients look for a receipt only when a further block comes.</summary>
    public int HeartbeatSeconds { get; init; } = 10;

    /// <summary>Seconds between empty blocks at most: each one doubles the time to the next up to this; 0 for a steady <see cref="HeartbeatSeconds"/>.</summary>
    public int MaxHeartbeatSeconds { get; init; }

    /// <summary>Threads that execute transactions; 0 for as many as there are processors.</summary>
    public int ExecutionThreads { get; init; }
}

/// <summary>The PostgreSQL database.</summary>
public sealed record DatabaseOptions
{
    /// <summary>An Npgsql connection string, for instance Host=localhost;Username=rollup;Database=rollup.</summary>
    public string ConnectionString { get; init; } = "";

    /// <summary>A file that holds the connection string instead, for secrets that are mounted.</summary>
    public string? ConnectionStringFile { get; init; }

    /// <summary>Whether the node brings an older schema up to date when it starts; otherwise <c>rollup migrate</c> does.</summary>
    public bool Migrate { get; init; } = true;
}

/// <summary>The connection to L1.</summary>
public sealed record L1Options
{
    /// <summary>The JSON-RPC URL of an L1 node.</summary>
    public string Url { get; init; } = "";

    /// <summary>How often L1 is asked, in milliseconds.</summary>
    public int PollMilliseconds { get; init; } = 2000;

    /// <summary>Up to which L1 block deposits are final: finalized, safe or latest.</summary>
    public string Finality { get; init; } = "finalized";

    /// <summary>
    /// Whether L2 goes back with an L1 that has reorganised blocks that were final: an operator's decision. Where safe or latest is final enough,
    /// such reorgs are expected and always followed.
    /// </summary>
    public bool AcceptReorgOfFinal { get; init; }

    /// <summary>
    /// Seconds for which a sequencer that starts waits for L1 to confirm that the database is the chain that L1 has. After that it leads if the newest
    /// block is not older than <see cref="UnconfirmedSeconds"/>.
    /// </summary>
    public int PatienceSeconds { get; init; } = 30;

    /// <inheritdoc cref="PatienceSeconds"/>
    public int UnconfirmedSeconds { get; init; } = 600;

    /// <summary>The settings of the guard.</summary>
    public LedgerGuardOptions ToGuardOptions() => new()
    {
        Patience = TimeSpan.FromSeconds(PatienceSeconds),
        MaxUnconfirmedAge = TimeSpan.FromSeconds(UnconfirmedSeconds),
    };

    /// <summary>The settings of the watcher.</summary>
    public L1WatcherOptions ToWatcherOptions() => new()
    {
        PollInterval = TimeSpan.FromMilliseconds(PollMilliseconds),
        Finality = Finality switch
        {
            "latest" => L1BlockTag.Latest,
            "safe" => L1BlockTag.Safe,
            _ => L1BlockTag.Finalized,
        },
        AcceptsDeepReorgs = AcceptReorgOfFinal || Finality != "finalized",
    };
}

/// <summary>The HTTP server.</summary>
public sealed record RpcOptions
{
    /// <summary>Where it listens: http:// or https:// with an address and a port.</summary>
    public string Url { get; init; } = "http://127.0.0.1:9545";

    /// <summary>
    /// The URL at which the other nodes reach this one while it leads; by default <see cref="Url"/>, with the machine's name if that is an address for all
    /// interfaces.
    /// </summary>
    public string? AdvertisedUrl { get; init; }

    /// <summary>Origins whose browser pages may call it, separated by commas; * for any. It holds no keys, so any is safe.</summary>
    public string CorsOrigins { get; init; } = "*";

    /// <summary>What it gives to its clients at most.</summary>
    public RpcLimits Limits { get; init; } = new();
}

/// <summary>Who signs the commits on L1, and how they are sent. The key is a secret: it belongs into the environment or a file of its own.</summary>
public sealed record SettlerOptions
{
    /// <summary>The sequencer's L1 key: 0x and 64 hex digits.</summary>
    public string? PrivateKey { get; init; }

    /// <summary>A file that holds the key instead.</summary>
    public string? PrivateKeyFile { get; init; }

    /// <summary>The URL of a remote signer (Web3Signer's eth_signTransaction) instead of a key.</summary>
    public string? SignerUrl { get; init; }

    /// <summary>The account that the remote signer signs for.</summary>
    public string? SignerAddress { get; init; }

    /// <summary>How often L1 and the ledger are looked at, in milliseconds.</summary>
    public int PollMilliseconds { get; init; } = 2000;

    /// <summary>How many L1 blocks a commit must have, its own included, for its blocks to be safe.</summary>
    public int SafeDepth { get; init; } = 1;

    /// <summary>Gwei per gas that no transaction to L1 offers more than, base fee and tip together.</summary>
    public int MaxFeeGwei { get; init; } = 500;

    /// <summary>Gwei per gas that no tip exceeds.</summary>
    public int MaxPriorityFeeGwei { get; init; } = 10;

    /// <summary>Seconds after which a transaction that L1 has not mined is replaced by one with higher fees.</summary>
    public int BumpAfterSeconds { get; init; } = 120;

    /// <summary>What may be paid on L1.</summary>
    public SenderOptions ToSenderOptions()
    {
        const ulong Gwei = 1_000_000_000;
        return new SenderOptions
        {
            Fees = new FeePolicy
            {
                MaxFeeCap = (ulong)MaxFeeGwei * Gwei,
                MaxPriorityFee = (ulong)MaxPriorityFeeGwei * Gwei,
                BumpAfter = TimeSpan.FromSeconds(BumpAfterSeconds),
            },
        };
    }

    /// <summary>The settings of the settler.</summary>
    public SettlementOptions ToSettlementOptions() => new() { PollInterval = TimeSpan.FromMilliseconds(PollMilliseconds), SafeDepth = (ulong)SafeDepth };
}

/// <summary>What is proven when, which the settler's process plans; and how a prover's process works.</summary>
public sealed record ProvingOptions
{
    /// <summary>Batches that share a final proof, at most.</summary>
    public int MaxBatchesPerProof { get; init; } = 16;

    /// <summary>Seconds that a batch waits for others to share its final proof.</summary>
    public int MaxWaitSeconds { get; init; } = 600;

    /// <summary>Days that proofs are kept after their batches became final on L1.</summary>
    public int KeepDays { get; init; } = 7;

    /// <summary>
    /// Sealed batches without a proof on L1 from which on the sequencer seals a batch only when it is full (or before it would keep queue items from L1 for too long); 0 for no such bound, which a chain
    /// without a verifier needs.
    /// </summary>
    public int MaxBacklog { get; init; }

    /// <summary>Threads of a prover; 0 for as many as there are processors.</summary>
    public int Threads { get; init; }

    /// <summary>Gigabytes that a prover takes at most. The same everywhere: a run is cut by one prover, and its segments are proven by any.</summary>
    public int MaxMemoryGigabytes { get; init; } = 6;

    /// <summary><see cref="MaxMemoryGigabytes"/> in bytes.</summary>
    public long MaxMemoryBytes => (long)MaxMemoryGigabytes << 30;

    /// <summary>The settings of the planner.</summary>
    public PlanningOptions ToPlanningOptions() => new()
    {
        MaxBatchesPerProof = MaxBatchesPerProof,
        MaxWait = TimeSpan.FromSeconds(MaxWaitSeconds),
        KeepProofs = TimeSpan.FromDays(KeepDays),
    };

    /// <summary>The settings of this process's worker.</summary>
    public WorkerOptions ToWorkerOptions() => new()
    {
        Name = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid().ToString("n")[..8]}",
        Threads = Threads == 0 ? Environment.ProcessorCount : Threads,
    };
}

/// <summary>Logs and metrics.</summary>
public sealed record TelemetryOptions
{
    /// <summary>The least severe messages that are logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Where metrics are pushed to by OTLP (gRPC), for instance http://collector:4317; nowhere unless given. /metrics works either way.</summary>
    public string? OtlpEndpoint { get; init; }
}

/// <summary>What a node process does. Any combination works; by default one process does everything.</summary>
[Flags]
public enum NodeRoles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Answers wallets and dApps; without the sequencer's role it passes submissions on to the sequencer.</summary>
    Rpc = 1,

    /// <summary>Takes transactions (by JSON-RPC too), builds blocks and seals batches while it holds the lease; waits for it otherwise.</summary>
    Sequencer = 2,

    /// <summary>Commits sealed batches on L1.</summary>
    Settler = 4,

    /// <summary>Everything.</summary>
    All = Rpc | Sequencer | Settler,
}
