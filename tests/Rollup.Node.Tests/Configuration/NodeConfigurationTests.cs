using System.Text.Json.Nodes;
using Rollup.Node.Configuration;
using Rollup.State;

namespace Rollup.Node.Tests.Configuration;

/// <summary>Where settings come from, and what is said about wrong ones.</summary>
public sealed class NodeConfigurationTests : IDisposable
{
    private const string Key = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

    private readonly TemporaryFile _deployment = new(TestDeployment.Create().ToJsonString());

    public void Dispose() => _deployment.Dispose();

    [Fact]
    public void Everything_has_a_default_but_the_database_L1_the_key_and_the_deployment()
    {
        ConfigurationException refused = Should.Throw<ConfigurationException>(() => NodeConfiguration.Check(Load()));
        refused.Problems.Select(problem => problem.Split(' ', ':')[0]).Order().ShouldBe(["Database", "Deployment", "L1", "Settlement"]);

        NodeSettings settings = NodeConfiguration.Check(Complete());
        settings.Roles.ShouldBe(NodeRoles.All);
        settings.Options.Rpc.Url.ShouldBe("http://127.0.0.1:9545");
        settings.Deployment.Config.L2ChainId.ShouldBe(84001UL);
    }

    [Fact]
    public void Later_sources_win_over_the_file()
    {
        using TemporaryFile file = new("""{"Roles":"rpc","Rpc":{"Url":"http://0.0.0.0:1","Limits":{"MaxBatch":7}},"Pool":{"Lifetime":"00:10:00"}}""");
        NodeOptions options = Load(file.Path, ("Rpc:Url", "http://0.0.0.0:2"));
        options.Roles.ShouldBe("rpc");
        options.Rpc.Url.ShouldBe("http://0.0.0.0:2");
        options.Rpc.Limits.MaxBatch.ShouldBe(7);
        options.Rpc.Limits.MaxBodyBytes.ShouldBe(5 * 1024 * 1024);
        options.Pool.Lifetime.ShouldBe(TimeSpan.FromMinutes(10));
    }

    [Theory]
    [InlineData("""{"Rpc":{"Uri":"http://0.0.0.0:1"}}""", "Uri")]
    [InlineData("""{"Batch":{"MaxAgeSeconds":"soon"}}""", "MaxAgeSeconds")]
    [InlineData("{", "JSON")]
    public void A_file_that_cannot_be_understood_is_refused_with_the_place(string content, string place)
    {
        using TemporaryFile file = new(content);
        Should.Throw<ConfigurationException>(() => Load(file.Path)).Message.ShouldContain(place);
    }

    [Fact]
    public void A_missing_file_is_refused() =>
        Should.Throw<ConfigurationException>(() => Load("/nowhere/settings.json")).Message.ShouldContain("/nowhere/settings.json");

    [Theory]
    [InlineData("Roles", "rpc,miner", "Roles: 'miner' is none of rpc, sequencer, settler, prover")]
    [InlineData("Roles", "", "Roles must name at least one of rpc, sequencer, settler")]
    [InlineData("Rpc:Url", "localhost:9545", "Rpc:Url must be an http:// or https:// address to listen at, not 'localhost:9545'")]
    [InlineData("L1:Url", "ws://l1", "L1:Url must be the http:// or https:// URL of an L1 node")]
    [InlineData("L1:Finality", "soon", "L1:Finality must be finalized, safe or latest")]
    [InlineData("Batch:MaxAgeSeconds", "0", "Batch:MaxAgeSeconds must be above 0, not 0")]
    [InlineData("Block:ExecutionThreads", "-1", "Block:ExecutionThreads must be from 0, for as many as there are processors, to 256, not -1")]
    [InlineData("Rpc:Limits:Calls:MaxQueued", "0", "Rpc:Limits:Calls:MaxQueued must be above 0, not 0")]
    [InlineData("Rpc:Limits:Calls:CallTimeout", "00:00:00", "Rpc:Limits:Calls:CallTimeout must be above 0, not 00:00:00")]
    [InlineData("Rpc:Limits:Calls:Threads", "-1", "Rpc:Limits:Calls:Threads must be 0, for half of the processors, or above, not -1")]
    [InlineData("Rpc:Limits:WebSocket:MaxConnections", "0", "Rpc:Limits:WebSocket:MaxConnections must be above 0, not 0")]
    [InlineData("State:KeptBlocks", "10", "State:KeptBlocks must be at least 256")]
    [InlineData("Settlement:PrivateKey", "0x12", "Settlement:PrivateKey must be 0x and 64 hex digits")]
    [InlineData("Settlement:SignerUrl", "http://signer", "Settlement: give either PrivateKey (or PrivateKeyFile) or SignerUrl")]
    [InlineData("Settlement:PrivateKeyFile", "/nowhere/key", "Settlement:PrivateKey and Settlement:PrivateKeyFile are both given: remove one")]
    public void Each_wrong_setting_is_named(string path, string value, string problem) =>
        Should.Throw<ConfigurationException>(() => NodeConfiguration.Check(Complete((path, value)))).Problems.ShouldContain(problem);

    [Fact]
    public void A_node_without_the_sequencer_finds_the_leader_by_its_lease_and_needs_no_L1()
    {
        NodeConfiguration.Check(Complete(("Roles", "rpc"), ("L1:Url", ""), ("Settlement:PrivateKey", ""))).Roles.ShouldBe(NodeRoles.Rpc);
        Should.Throw<ConfigurationException>(() => NodeConfiguration.Check(Complete(("Roles", "rpc"), ("SequencerUrl", "sequencer:9545")))).Problems
            .ShouldBe(["SequencerUrl must be the JSON-RPC URL of the sequencer, or nothing"]);
    }

    [Fact]
    public void Caches_shrink_to_a_quarter_of_a_containers_memory_unless_they_were_chosen()
    {
        const long Gigabyte = 1L << 30;
        MemoryBudget.Fit(new ChainStateOptions(), 24 * Gigabyte).ShouldBe(new ChainStateOptions());
        ChainStateOptions small = MemoryBudget.Fit(new ChainStateOptions(), Gigabyte);
        (2 * ((small.CachedEntries * 250L) + (small.CachedNodes * 70L) + small.CachedCodeBytes)).ShouldBeInRange(Gigabyte / 5, Gigabyte / 4);
        MemoryBudget.Fit(new ChainStateOptions { CachedEntries = 7_000_000 }, Gigabyte).CachedEntries.ShouldBe(7_000_000);
    }

    [Theory]
    [InlineData("", "http://10.0.0.5:9545", "http://10.0.0.5:9545")]
    [InlineData("", "http://127.0.0.1:0", "")]
    [InlineData("https://inside.example/rpc", "http://0.0.0.0:9545", "https://inside.example/rpc")]
    public void Other_nodes_reach_this_one_where_it_listens_or_where_it_says(string advertised, string listening, string expected) =>
        Complete(("Rpc:AdvertisedUrl", advertised), ("Rpc:Url", listening)).ToSequencerOptions(TimeSpan.FromDays(1)).Url.ShouldBe(expected);

    [Fact]
    public void All_interfaces_are_advertised_as_the_machines_name() =>
        Complete(("Rpc:Url", "http://0.0.0.0:9545")).ToSequencerOptions(TimeSpan.FromDays(1)).Url.ShouldBe($"http://{Environment.MachineName}:9545");

    [Fact]
    public void Secrets_may_be_in_files_and_are_not_printed()
    {
        using TemporaryFile key = new(Key + "\n");
        using TemporaryFile connection = new("Host=secret\n");
        NodeSettings settings = NodeConfiguration.Check(Complete(
            ("Settlement:PrivateKey", ""), ("Settlement:PrivateKeyFile", key.Path), ("Database:ConnectionString", ""), ("Database:ConnectionStringFile", connection.Path)));
        settings.PrivateKey.ShouldBe(Key);
        settings.ConnectionString.ShouldBe("Host=secret");
        settings.ToString().ShouldBe("All");
    }

    [Theory]
    [InlineData("maxItemGas", "99999999", "not one this version can run")]
    [InlineData("bridge", "0x0000000000000000000000000000000000000009", "hash is not the one that L1 holds")]
    [InlineData("feeVault", "0x12", "is not an address")]
    public void A_deployment_that_does_not_fit_is_refused(string field, string value, string problem)
    {
        JsonObject deployment = TestDeployment.Create();
        deployment["config"]![field] = value;
        using TemporaryFile file = new(deployment.ToJsonString());
        Should.Throw<ConfigurationException>(() => Deployment.Read(file.Path)).Message.ShouldContain(problem);
    }

    [Fact]
    public void A_genesis_that_L1_does_not_know_is_refused()
    {
        JsonObject deployment = TestDeployment.Create();
        deployment["genesis"]!["timestamp"] = 1;
        using TemporaryFile file = new(deployment.ToJsonString());
        Should.Throw<ConfigurationException>(() => Deployment.Read(file.Path).CreateGenesis()).Message.ShouldContain("genesis block");
    }

    private NodeOptions Complete(params (string Path, string Value)[] overrides) => Load(
        null,
        [("Database:ConnectionString", "Host=x"), ("L1:Url", "http://l1"), ("Deployment", _deployment.Path), ("Settlement:PrivateKey", Key), .. overrides]);

    private static NodeOptions Load(string? file = null, params (string Path, string Value)[] overrides) =>
        NodeConfiguration.Load(file, overrides.Select(entry => KeyValuePair.Create(entry.Path, (string?)entry.Value)));
}
