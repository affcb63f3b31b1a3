using System.CommandLine;
using System.Text.Json.Nodes;
using Rollup.Contracts;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Node.Configuration;
using Rollup.Settlement.Reconstruction;
using Rollup.State;
using Rollup.Storage;
using Rollup.Storage.Migrations;
using Rollup.State.Reconstruction;

namespace Rollup.Node.Commands;

/// <summary>
/// <c>rollup reconstruct</c>: rebuilds the L2 state from L1 alone and prints, as the last line, what it comes to. The deployment file only names
/// the contract and the parameters that its configuration hash and genesis hash commit to. With <c>--into-database</c> it writes the chain to the
/// database of the settings, from which a node continues.
/// </summary>
internal static class ReconstructCommand
{
    private static readonly Option<string> L1Url = new("--l1-url") { Description = "JSON-RPC URL of an L1 node", Required = true };
    private static readonly Option<string> DeploymentFile = new("--deployment") { Description = "The deployment script's deployment.json", Required = true };
    private static readonly Option<ulong?> ToBatch = new("--to-batch") { Description = "The last batch to rebuild (default: the last one committed)" };

    private static readonly Option<bool> IntoDatabase = new("--into-database") { Description = "Write the chain to the (new) database of the settings, so that a node can continue it" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("reconstruct", "Rebuild the L2 state from L1 alone and print its root") { L1Url, DeploymentFile, ToBatch, IntoDatabase, SettingOptions.ConfigFile, SettingOptions.Set };
        command.SetAction((parsed, cancellationToken) => SettingOptions.RunAsync(async () =>
        {
            if (!Uri.TryCreate(parsed.GetValue(L1Url), UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
                throw new ConfigurationException("--l1-url must be an http:// or https:// URL");
            Deployment deployment = Deployment.Read(parsed.GetValue(DeploymentFile)!);
            if (!parsed.GetValue(IntoDatabase))
            {
                await RunAsync(url, deployment, parsed.GetValue(ToBatch), null, cancellationToken);
                return;
            }

            if (parsed.GetValue(ToBatch) is not null)
                throw new ConfigurationException("--into-database takes all batches: a chain can only continue after the last one");
            List<string> problems = [];
            string connectionString = NodeConfiguration.ReadConnectionString(SettingOptions.Load(parsed).Database, problems);
            if (problems.Count > 0)
                throw new ConfigurationException(problems);
            await using Database database = new(connectionString);
            await new MigrationRunner(database).RunAsync(cancellationToken);
            await deployment.CreateGenesis().EnsureAsync(database, TimeProvider.System, cancellationToken);
            await using LedgerRestoration restoration = await LedgerRestoration.BeginAsync(database, deployment.Config, TimeProvider.System, cancellationToken);
            await RunAsync(url, deployment, null, restoration, cancellationToken);
        }));
        return command;
    }

    private static async Task RunAsync(Uri url, Deployment deployment, ulong? toBatch, LedgerRestoration? restoration, CancellationToken cancellationToken)
    {
        using JsonRpcClient rpc = new(url);
        L1Client l1 = new(rpc);
        RollupContract rollup = new(l1, deployment.Config.Rollup, deployment.DeployedAtBlock);
        StateReconstructor state = new(deployment.Config, deployment.CreateGenesis().Batch, GenesisState.Create(deployment.Genesis.Allocation));
        if (toBatch != 0)
        {
            await foreach (ReconstructedBatch batch in new ChainReconstruction(l1, rollup).RunAsync(state, L1BlockTag.Latest, cancellationToken))
            {
                if (restoration is not null)
                    await restoration.WriteAsync(batch, state.LastBlock, cancellationToken);
                if (batch.Published.Header.Number == toBatch)
                    break;
            }
        }

        if (state.Header.Number < toBatch)
            throw new ReconstructionException(toBatch.Value, $"L1 has only {state.Header.Number} committed batches");
        Kernel.Host.SoftwareHost host = default;
        JsonObject result = new()
        {
            ["batch"] = state.Header.Number,
            ["batchHash"] = state.Header.Hash(ref host).ToHex(),
            ["lastBlock"] = state.Header.LastBlock,
            ["lastBlockHash"] = state.Header.LastBlockHash.ToHex(),
            ["stateRoot"] = state.Header.StateRoot.ToHex(),
            ["entries"] = state.Entries.Count,
        };
        Console.WriteLine(result.ToJsonString());
    }
}
