using System.CommandLine;
using Rollup.Node.Configuration;
using Rollup.Storage;
using Rollup.Storage.Batches;

namespace Rollup.Node.Commands;

/// <summary><c>rollup witness</c>: writes the witness of sealed batches from the node's database to files, for <c>prove batch</c>. It changes nothing.</summary>
internal static class WitnessCommand
{
    private static readonly Option<ulong> Batch = new("--batch") { Description = "The batch's number", Required = true };
    private static readonly Option<ulong?> To = new("--to") { Description = "The last of several batches, each of which gets a file of its own: FILE-NUMBER.bin" };
    private static readonly Option<FileInfo> Out = new("--out") { Description = "File to write", Required = true };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("witness", "Write the witness of sealed batches to files, to prove them by hand") { Batch, To, Out, SettingOptions.ConfigFile, SettingOptions.Set };
        command.SetAction((parsed, cancellationToken) => SettingOptions.RunAsync(async () =>
        {
            List<string> problems = [];
            string connectionString = NodeConfiguration.ReadConnectionString(SettingOptions.Load(parsed).Database, problems);
            ulong first = parsed.GetValue(Batch), last = parsed.GetValue(To) ?? first;
            if (last < first)
                problems.Add($"--to {last} is before --batch {first}");
            if (problems.Count > 0)
                throw new ConfigurationException(problems);
            await using Database database = new(connectionString);
            BatchReader batches = new(database);
            FileInfo file = parsed.GetRequiredValue(Out);
            for (ulong number = first; number <= last; number++)
            {
                ReadOnlyMemory<byte> witness = await ReadAsync(batches, number, cancellationToken);
                string path = parsed.GetValue(To) is null ? file.FullName : Path.Combine(file.DirectoryName!, $"{Path.GetFileNameWithoutExtension(file.Name)}-{number}{file.Extension}");
                await File.WriteAllBytesAsync(path, witness, cancellationToken);
                Console.WriteLine($"{path}: batch {number}, {witness.Length} bytes");
            }
        }));
        return command;
    }

    /// <summary>The witness of a batch.</summary>
    /// <exception cref="ConfigurationException">There is none, and why.</exception>
    internal static async Task<ReadOnlyMemory<byte>> ReadAsync(BatchReader batches, ulong number, CancellationToken cancellationToken)
    {
        if (await batches.GetWitnessAsync(number, cancellationToken) is { } witness)
            return witness;
        if (number == 0)
            throw new ConfigurationException("batch 0 is the genesis: it has no witness");
        if (await batches.GetAsync(number, cancellationToken) is not null)
            throw new ConfigurationException($"the witness of batch {number} is not in the database any more");
        throw new ConfigurationException(await batches.GetLatestAsync(cancellationToken) is { } latest
            ? $"batch {number} is not sealed; the newest sealed batch is {latest.Number}"
            : $"batch {number} is not sealed; the database has no chain yet");
    }
}
