using System.Globalization;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;

namespace Rollup.Testing;

/// <summary>
/// The whole system as an operator runs it, from real processes: PostgreSQL, an L1 that mines every second, the contracts on it, and any number of nodes. Anvil's
/// first account commits batches.
/// </summary>
public sealed class RollupStack : IAsyncDisposable
{
    private const ulong GasLimitPerSecond = 300_000_000; // The default of `rollup genesis`.

    private readonly string _folder;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly List<NodeProcess> _nodes = [];

    private RollupStack(string folder, PostgresServer postgres, RollupOnL1 l1, IReadOnlyDictionary<string, string> settings)
    {
        _folder = folder;
        _settings = settings;
        Postgres = postgres;
        L1 = l1;
    }

    /// <summary>The database server.</summary>
    public PostgresServer Postgres { get; }

    /// <summary>L1 with the contracts.</summary>
    public RollupOnL1 L1 { get; }

    /// <summary>The node that was started last.</summary>
    public NodeProcess Node => _nodes[^1];

    /// <summary>The database's connection string.</summary>
    public string ConnectionString => Postgres.ConnectionString();

    /// <summary>The deployment script's file.</summary>
    public string DeploymentFile => DeploymentIn(_folder);

    /// <summary>Starts everything but a node.</summary>
    public static async Task<RollupStack> StartAsync(StackOptions options)
    {
        string folder = Directory.CreateTempSubdirectory("rollup-stack-").FullName;
        Task<PostgresServer> postgres = PostgresServer.StartAsync(options.Durable, options.DiskMegabytes);
        Anvil anvil = await Anvil.StartAsync();
        string genesis = Path.Combine(folder, "genesis.json");
        await File.WriteAllTextAsync(genesis, await CommandLine.RunAsync("dotnet", [NodeProcess.Executable, "genesis", .. GenesisArguments(options)]));
        RollupOnL1 l1 = await RollupOnL1.DeployAsync(anvil, genesis, DeploymentIn(folder));
        await anvil.SendAsync("evm_setIntervalMining", 1);
        var settings = new Dictionary<string, string>(options.Settings, StringComparer.Ordinal)
        {
            ["ROLLUP_Database__ConnectionString"] = (await postgres).ConnectionString(),
            ["ROLLUP_Deployment"] = DeploymentIn(folder),
            ["ROLLUP_L1__Url"] = anvil.Url.ToString(),
            ["ROLLUP_Settlement__PrivateKey"] = Anvil.FirstKey,
        };
        return new RollupStack(folder, await postgres, l1, settings);
    }

    /// <summary>Starts a node on the database and waits until it is ready.</summary>
    /// <param name="url">Where it listens: that of a node that is gone; any free port if null.</param>
    /// <param name="settings">Settings of its own, by the name of their environment variable.</param>
    public async Task<NodeProcess> StartNodeAsync(Uri? url = null, params (string Name, string Value)[] settings)
    {
        NodeProcess node = LaunchNode(url, settings);
        await node.WaitUntilReadyAsync();
        return node;
    }

    /// <summary>Starts a node and does not wait.</summary>
    public NodeProcess LaunchNode(Uri? url = null, params (string Name, string Value)[] settings)
    {
        url ??= new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LoopbackPort.Free()}"));
        var all = new Dictionary<string, string>(_settings, StringComparer.Ordinal) { ["ROLLUP_Rpc__Url"] = url.ToString().TrimEnd('/') };
        foreach ((string name, string value) in settings)
            all[name] = value;
        NodeProcess node = NodeProcess.Start(url, all, Path.Combine(_folder, "node.log"));
        _nodes.Add(node);
        return node;
    }

    /// <summary>Kills the node that was started last and starts another in its place.</summary>
    public async Task<NodeProcess> CrashNodeAsync()
    {
        NodeProcess node = Node;
        await node.KillAsync();
        NodeProcess next = await StartNodeAsync(node.Url);
        _ = _nodes.Remove(node);
        await node.DisposeAsync();
        return next;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (NodeProcess node in _nodes)
            await node.DisposeAsync();
        await L1.DisposeAsync();
        await Postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static IEnumerable<string> GenesisArguments(StackOptions options)
    {
        yield return "--fee-vault";
        yield return RollupOnL1.FeeVault.ToHex();
        yield return "--block-gas-limit";
        yield return options.BlockGasLimit.ToString(CultureInfo.InvariantCulture);
        if (options.GasTargetPerSecond is { } target)
        {
            yield return "--gas-target";
            yield return target.ToString(CultureInfo.InvariantCulture);
            yield return "--gas-limit";
            yield return (2 * target).ToString(CultureInfo.InvariantCulture);
        }
        else if (options.BlockGasLimit > GasLimitPerSecond)
        {
            // A block fits in the gas of its second, and the base fee stays low when blocks are full.
            foreach (string limit in (string[])["--gas-limit", "--gas-target"])
            {
                yield return limit;
                yield return options.BlockGasLimit.ToString(CultureInfo.InvariantCulture);
            }
        }

        foreach ((Address account, ulong balance) in options.Allocation)
        {
            yield return "--alloc";
            yield return $"{account.ToHex()}={balance.ToString(CultureInfo.InvariantCulture)}";
        }
    }

    private static string DeploymentIn(string folder) => Path.Combine(folder, "deployment.json");
}
