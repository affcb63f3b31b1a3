using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Rollup.Node.Configuration;

namespace Rollup.Node.Commands;

/// <summary><c>rollup node</c>: runs a node until it is stopped.</summary>
internal static class NodeCommand
{
    private static readonly (Option<string?> Option, string Path)[] Shortcuts =
    [
        (new("--roles") { Description = "What the process does: any of rpc,sequencer,settler (default: all three), or prover" }, "Roles"),
        (new("--deployment") { Description = "The deployment script's deployment.json" }, "Deployment"),
        (new("--rpc-url") { Description = "Where it listens (default: http://127.0.0.1:9545)" }, "Rpc:Url"),
        (new("--l1-url") { Description = "JSON-RPC URL of an L1 node" }, "L1:Url"),
        (new("--sequencer-url") { Description = "JSON-RPC URL of the sequencer, where its lease names none" }, "SequencerUrl"),
    ];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("node", "Run a node (the default)") { SettingOptions.ConfigFile, SettingOptions.Set };
        foreach ((Option<string?> option, _) in Shortcuts)
            command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) => SettingOptions.RunAsync(async () =>
        {
            NodeOptions options = SettingOptions.Load(parsed, Shortcuts);
            if (options.Roles.Trim() == NodeConfiguration.ProverRole)
            {
                using IHost prover = await ProverBuilder.BuildAsync(NodeConfiguration.CheckProver(options), cancellationToken);
                await prover.RunAsync(cancellationToken);
                return;
            }

            NodeSettings settings = NodeConfiguration.Check(options);
            await using WebApplication app = await NodeBuilder.BuildAsync(settings, cancellationToken);
            await app.RunAsync(cancellationToken);
        }));
        return command;
    }
}
