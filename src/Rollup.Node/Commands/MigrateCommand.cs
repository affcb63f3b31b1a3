using System.CommandLine;
using Rollup.Node.Configuration;
using Rollup.Storage;
using Rollup.Storage.Migrations;

namespace Rollup.Node.Commands;

/// <summary><c>rollup migrate</c>: brings the database's schema to this build's version.</summary>
internal static class MigrateCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("migrate", "Bring the database's schema to this build's version") { SettingOptions.ConfigFile, SettingOptions.Set };
        command.SetAction((parsed, cancellationToken) => SettingOptions.RunAsync(async () =>
        {
            List<string> problems = [];
            string connectionString = NodeConfiguration.ReadConnectionString(SettingOptions.Load(parsed).Database, problems);
            if (problems.Count > 0)
                throw new ConfigurationException(problems);
            await using Database database = new(connectionString);
            int applied = await new MigrationRunner(database).RunAsync(cancellationToken);
            Console.WriteLine($"{applied} migrations applied");
        }));
        return command;
    }
}
