using Rollup.Stark.Cli;

return CommandLine.Run(args, Console.Out, Console.Error);
