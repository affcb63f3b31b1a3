using System.CommandLine;
using Rollup.Node.Commands;

// `rollup` without a command runs a node.
RootCommand root = new("An Ethereum ZK-rollup node") { NodeCommand.Create(), MigrateCommand.Create(), GenesisCommand.Create(), ReconstructCommand.Create(), WitnessCommand.Create(), HealthCommand.Create(), ProofsCommand.Create(), ProveCommand.Create(), VerifyProofCommand.Create() };

// The host takes up to 25 s to stop in order (NodeBuilder); the library would end the process after 2.
return await root.Parse(args.Length == 0 ? ["node"] : args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(40) });
