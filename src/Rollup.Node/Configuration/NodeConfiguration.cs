using Microsoft.Extensions.Configuration;
using Rollup.Ethereum.Hex;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Node.Configuration;

/// <summary>Loads settings and says everything that is wrong with them at once.</summary>
public static class NodeConfiguration
{
    /// <summary>The prefix of environment variables.</summary>
    public const string EnvironmentPrefix = "ROLLUP_";

    /// <summary>More than any machine has use for; every thread takes address space.</summary>
    private const int MaxExecutionThreads = 256;

    /// <summary>The keys, and a proof of a circuit.</summary>
    private const int LeastProverGigabytes = 4;

    /// <summary>Reads the JSON <paramref name="file"/>, if one is given, the environment, and <paramref name="overrides"/> by path (Rpc:Url), the last of which wins.</summary>
    /// <exception cref="ConfigurationException">The file cannot be read, names an unknown setting, or a value has the wrong type.</exception>
    public static NodeOptions Load(string? file, IEnumerable<KeyValuePair<string, string?>> overrides)
    {
        ConfigurationBuilder builder = new();
        try
        {
            if (file is not null)
            {
                IConfigurationRoot fromFile = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file), optional: false).Build();
                fromFile.Get<NodeOptions>(options => options.ErrorOnUnknownConfiguration = true); // Typing errors would otherwise go unnoticed.
                builder.AddConfiguration(fromFile);
            }

            Dictionary<string, string?> last = new(StringComparer.OrdinalIgnoreCase);
            foreach ((string path, string? value) in overrides)
                last[path] = value;
            return builder.AddEnvironmentVariables(EnvironmentPrefix).AddInMemoryCollection(last).Build().Get<NodeOptions>() ?? new NodeOptions();
        }
        catch (Exception exception) when (exception is InvalidOperationException or InvalidDataException or IOException or FormatException)
        {
            throw new ConfigurationException(exception.InnerException is { } inner ? $"{exception.Message} {inner.Message}" : exception.Message);
        }
    }

    /// <summary>Checks settings for running a node.</summary>
    /// <exception cref="ConfigurationException">Anything is missing or wrong.</exception>
    public static NodeSettings Check(NodeOptions options)
    {
        List<string> problems = [];
        NodeRoles roles = ReadRoles(options.Roles, problems);
        string connectionString = ReadConnectionString(options.Database, problems);
        if (!TryReadUrl(options.Rpc.Url))
            problems.Add($"Rpc:Url must be an http:// or https:// address to listen at, not '{options.Rpc.Url}'");
        if ((roles.HasFlag(NodeRoles.Sequencer) || roles.HasFlag(NodeRoles.Settler)) && !TryReadUrl(options.L1.Url))
            problems.Add("L1:Url must be the http:// or https:// URL of an L1 node");
        if (options.L1.Finality is not ("finalized" or "safe" or "latest"))
            problems.Add("L1:Finality must be finalized, safe or latest");
        if (options.SequencerUrl.Length > 0 && !TryReadUrl(options.SequencerUrl))
            problems.Add("SequencerUrl must be the JSON-RPC URL of the sequencer, or nothing");
        if (!string.IsNullOrEmpty(options.Rpc.AdvertisedUrl) && !TryReadUrl(options.Rpc.AdvertisedUrl))
            problems.Add("Rpc:AdvertisedUrl must be the http:// or https:// URL at which other nodes reach this one, or nothing");
        RequirePositive("L1:PollMilliseconds", options.L1.PollMilliseconds, problems);
        RequirePositive("Settlement:PollMilliseconds", options.Settlement.PollMilliseconds, problems);
        RequirePositive("Settlement:SafeDepth", options.Settlement.SafeDepth, problems);
        RequirePositive("Settlement:MaxFeeGwei", options.Settlement.MaxFeeGwei, problems);
        RequirePositive("Settlement:MaxPriorityFeeGwei", options.Settlement.MaxPriorityFeeGwei, problems);
        RequirePositive("Settlement:BumpAfterSeconds", options.Settlement.BumpAfterSeconds, problems);
        RequirePositive("Block:IntervalMilliseconds", options.Block.IntervalMilliseconds, problems);
        if (options.Block.MinIntervalMilliseconds < 0 || options.Block.MinIntervalMilliseconds > options.Block.IntervalMilliseconds)
            problems.Add($"Block:MinIntervalMilliseconds must be from 0 to Block:IntervalMilliseconds, not {options.Block.MinIntervalMilliseconds}");
        if (options.Block.ExecutionThreads is < 0 or > MaxExecutionThreads)
            problems.Add($"Block:ExecutionThreads must be from 0, for as many as there are processors, to {MaxExecutionThreads}, not {options.Block.ExecutionThreads}");
        RequirePositive("Batch:MaxAgeSeconds", options.Batch.MaxAgeSeconds, problems);
        RequirePositive("Batch:MaxBlocks", options.Batch.MaxBlocks, problems);
        RequirePositive("Batch:MaxTransactions", options.Batch.MaxTransactions, problems);
        RequirePositive("Proving:MaxBatchesPerProof", options.Proving.MaxBatchesPerProof, problems);
        if (options.Proving.MaxWaitSeconds < 0)
            problems.Add($"Proving:MaxWaitSeconds must be 0 or above, not {options.Proving.MaxWaitSeconds}");
        if (options.Proving.MaxBacklog < 0)
            problems.Add($"Proving:MaxBacklog must be 0, for no bound, or above, not {options.Proving.MaxBacklog}");
        if (options.Block.MaxHeartbeatSeconds < 0)
            problems.Add($"Block:MaxHeartbeatSeconds must be 0, for a steady heartbeat, or above, not {options.Block.MaxHeartbeatSeconds}");
        if (options.Proving.KeepDays < 0)
            problems.Add($"Proving:KeepDays must be 0 or above, not {options.Proving.KeepDays}");
        CheckLimits(options.Rpc.Limits, problems);
        if (options.State.KeptBlocks < 256)
            problems.Add("State:KeptBlocks must be at least 256");
        string key = roles.HasFlag(NodeRoles.Settler) ? ReadKey(options.Settlement, problems) : "";
        Deployment? deployment = ReadDeployment(options.Deployment, problems);
        OperatorSettings? site = OperatorSettings.Read(options.Operator, problems);
        return problems.Count == 0
            ? new NodeSettings(options with { State = MemoryBudget.Fit(options.State, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) }, roles, deployment!, connectionString, key, site)
            : throw new ConfigurationException(problems);
    }

    /// <summary>The role of a process that proves and does nothing else: it connects as a role of the database that may do nothing else, and takes the memory that it needs.</summary>
    public const string ProverRole = "prover";

    /// <summary>Checks settings for running a prover, which needs neither L1 nor a deployment.</summary>
    /// <exception cref="ConfigurationException">Anything is missing or wrong.</exception>
    public static ProverSettings CheckProver(NodeOptions options)
    {
        List<string> problems = [];
        string connectionString = ReadConnectionString(options.Database, problems);
        if (options.Proving.Threads is < 0 or > MaxExecutionThreads)
            problems.Add($"Proving:Threads must be from 0, for as many as there are processors, to {MaxExecutionThreads}, not {options.Proving.Threads}");
        if (options.Proving.MaxMemoryGigabytes < LeastProverGigabytes)
            problems.Add($"Proving:MaxMemoryGigabytes must be at least {LeastProverGigabytes}, not {options.Proving.MaxMemoryGigabytes}");
        return problems.Count == 0 ? new ProverSettings(options, connectionString) : throw new ConfigurationException(problems);
    }

    /// <summary>The connection string of the database; a problem if there is none.</summary>
    public static string ReadConnectionString(DatabaseOptions options, List<string> problems)
    {
        string value = SecretFile.Resolve("Database:ConnectionString", options.ConnectionString, options.ConnectionStringFile, problems);
        if (value.Length == 0)
            problems.Add("Database:ConnectionString is missing: the PostgreSQL database, for instance Host=localhost;Username=rollup;Database=rollup");
        return value;
    }

    private static NodeRoles ReadRoles(string text, List<string> problems)
    {
        NodeRoles roles = NodeRoles.None;
        foreach (string name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            NodeRoles role = name switch
            {
                "rpc" => NodeRoles.Rpc,
                "sequencer" => NodeRoles.Sequencer,
                "settler" => NodeRoles.Settler,
                _ => NodeRoles.None,
            };
            if (role == NodeRoles.None)
                problems.Add(name == ProverRole ? "Roles: prover must be alone, in a process of its own" : $"Roles: '{name}' is none of rpc, sequencer, settler, prover");
            roles |= role;
        }

        if (roles == NodeRoles.None)
            problems.Add("Roles must name at least one of rpc, sequencer, settler");
        return roles;
    }

    private static string ReadKey(SettlerOptions options, List<string> problems)
    {
        string key = SecretFile.Resolve("Settlement:PrivateKey", options.PrivateKey, options.PrivateKeyFile, problems);
        bool remote = !string.IsNullOrEmpty(options.SignerUrl);
        if (remote == (key.Length > 0))
            problems.Add("Settlement: give either PrivateKey (or PrivateKeyFile) or SignerUrl");
        if (key.Length > 0 && !HexFormat.TryParseHash256(key, out _))
            problems.Add("Settlement:PrivateKey must be 0x and 64 hex digits");
        if (remote && !TryReadUrl(options.SignerUrl!))
            problems.Add("Settlement:SignerUrl must be an http:// or https:// URL");
        if (remote && !HexFormat.TryParseAddress(options.SignerAddress, out _))
            problems.Add("Settlement:SignerAddress must be the signer's L1 address");
        return key;
    }

    private static Deployment? ReadDeployment(string path, List<string> problems)
    {
        try
        {
            return Configuration.Deployment.Read(path);
        }
        catch (ConfigurationException exception)
        {
            problems.AddRange(exception.Problems);
            return null;
        }
    }

    private static void CheckLimits(RpcLimits limits, List<string> problems)
    {
        (string Name, TimeSpan Value)[] times =
        [
            ("RequestTimeout", limits.RequestTimeout),
            ("BodyTimeout", limits.BodyTimeout),
            ("LogQueryTimeout", limits.LogQueryTimeout),
            ("InclusionTimeout", limits.InclusionTimeout),
            ("MaxInclusionTimeout", limits.MaxInclusionTimeout),
            ("NonceGapPatience", limits.NonceGapPatience),
            ("WebSocket:SendTimeout", limits.WebSocket.SendTimeout),
            ("WebSocket:PingInterval", limits.WebSocket.PingInterval),
            ("WebSocket:IdleTimeout", limits.WebSocket.IdleTimeout),
            ("Filters:Lifetime", limits.Filters.Lifetime),
            ("Calls:CallTimeout", limits.Calls.CallTimeout),
            ("Calls:TraceTimeout", limits.Calls.TraceTimeout),
        ];
        (string Name, int Value)[] counts =
        [
            ("MaxBodyBytes", limits.MaxBodyBytes),
            ("MaxBatch", limits.MaxBatch),
            ("MaxConcurrentRequests", limits.MaxConcurrentRequests),
            ("BodyShareOfClient", limits.BodyShareOfClient),
            ("MaxLogs", limits.MaxLogs),
            ("MaxInclusionWaits", limits.MaxInclusionWaits),
            ("WebSocket:MaxConnections", limits.WebSocket.MaxConnections),
            ("WebSocket:MaxConcurrentRequests", limits.WebSocket.MaxConcurrentRequests),
            ("WebSocket:MaxSubscriptions", limits.WebSocket.MaxSubscriptions),
            ("WebSocket:MaxOutboxBytes", limits.WebSocket.MaxOutboxBytes),
            ("Filters:MaxFilters", limits.Filters.MaxFilters),
            ("Filters:MaxResults", limits.Filters.MaxResults),
            ("Calls:MaxQueued", limits.Calls.MaxQueued),
            ("Calls:MaxTraceBytes", limits.Calls.MaxTraceBytes),
        ];
        foreach ((string name, TimeSpan value) in times.Where(time => time.Value <= TimeSpan.Zero))
            problems.Add($"Rpc:Limits:{name} must be above 0, not {value}");
        foreach ((string name, int value) in counts)
            RequirePositive($"Rpc:Limits:{name}", value, problems);
        if (limits.Calls.Threads < 0)
            problems.Add($"Rpc:Limits:Calls:Threads must be 0, for half of the processors, or above, not {limits.Calls.Threads}");
    }

    private static void RequirePositive(string name, int value, List<string> problems)
    {
        if (value <= 0)
            problems.Add($"{name} must be above 0, not {value}");
    }

    private static bool TryReadUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is ("http" or "https");
}

/// <summary>Checked settings: <see cref="NodeOptions"/> with every value read and every secret resolved.</summary>
/// <param name="Options">The settings as given.</param>
/// <param name="Roles">What the process does.</param>
/// <param name="Deployment">The chain it runs.</param>
/// <param name="ConnectionString">The database.</param>
/// <param name="PrivateKey">The sequencer's L1 key; empty without the settler's role or with a remote signer. Never to be logged.</param>
/// <param name="Operator">The operator's listener; null for none.</param>
public sealed record NodeSettings(NodeOptions Options, NodeRoles Roles, Deployment Deployment, string ConnectionString, string PrivateKey, OperatorSettings? Operator)
{
    /// <summary>The roles only: a record's own text would hold the secrets.</summary>
    public override string ToString() => Roles.ToString();
}

/// <summary>Checked settings of a prover.</summary>
/// <param name="Options">The settings as given.</param>
/// <param name="ConnectionString">The database.</param>
public sealed record ProverSettings(NodeOptions Options, string ConnectionString)
{
    /// <summary>The role only: a record's own text would hold the secret.</summary>
    public override string ToString() => NodeConfiguration.ProverRole;
}

/// <summary>The node cannot start as it is configured; the message is for the operator and names each setting that is wrong.</summary>
public sealed class ConfigurationException(IReadOnlyCollection<string> problems)
    : Exception("The configuration is not valid:" + string.Concat(problems.Select(problem => $"\n  {problem}")))
{
    /// <summary>An exception about one setting.</summary>
    public ConfigurationException(string problem)
        : this([problem])
    {
    }

    /// <summary>What is wrong, one sentence per setting.</summary>
    public IReadOnlyCollection<string> Problems { get; } = problems;
}

/// <summary>Settings that may be given in a file of their own, so that they need not be in the environment.</summary>
internal static class SecretFile
{
    /// <summary>The setting <paramref name="name"/>: its value, or the content of its file without white space around it; empty if neither is given.</summary>
    public static string Resolve(string name, string? value, string? file, List<string> problems)
    {
        if (string.IsNullOrEmpty(file))
            return value ?? "";
        if (!string.IsNullOrEmpty(value))
            problems.Add($"{name} and {name}File are both given: remove one");
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{name}File: {exception.Message}");
            return "";
        }
    }
}
