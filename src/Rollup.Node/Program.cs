using System.CommandLine;
using Rollup.Node.Commands;

// `rollup` without a command runs a node.
RootCommand root = new("An Ethereum ZK-rollup node") { NodeCommand.Create(), MigrateCommand.Create(), GenesisCommand.Create(), ReconstructCommand.Create() };
return await root.Parse(args.Length == 0 ? ["node"] : args).InvokeAsync();
