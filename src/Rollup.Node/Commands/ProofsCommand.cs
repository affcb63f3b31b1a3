using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Rollup.Node.Configuration;
using Rollup.Storage;
using Rollup.Storage.Migrations;
using Rollup.Storage.Proofs;

namespace Rollup.Node.Commands;

/// <summary><c>rollup proofs</c>: the proof jobs and the workers of the database of the settings; with an option, one job is tried again or stopped.</summary>
internal static class ProofsCommand
{
    private const int MostJobs = 200;

    private static readonly Option<ulong?> From = new("--from") { Description = "With --to: all jobs of these batches, instead of those that are under way or failed" };
    private static readonly Option<ulong?> To = new("--to") { Description = "The last of these batches" };
    private static readonly Option<long?> Retry = new("--retry") { Description = "Have the failed job with this id tried again, as if it were new" };
    private static readonly Option<long?> Cancel = new("--cancel") { Description = "Stop the job with this id, which is ready or being worked on" };
    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("proofs", "List proof jobs and workers; retry or cancel a job") { From, To, Retry, Cancel, Json, SettingOptions.ConfigFile, SettingOptions.Set };
        command.SetAction((parsed, cancellationToken) => SettingOptions.RunAsync(async () =>
        {
            List<string> problems = [];
            string connectionString = NodeConfiguration.ReadConnectionString(SettingOptions.Load(parsed).Database, problems);
            if (parsed.GetValue(From) is null != parsed.GetValue(To) is null)
                problems.Add("--from and --to belong together");
            if (problems.Count > 0)
                throw new ConfigurationException(problems);
            await using Database database = new(connectionString);
            await new MigrationRunner(database).VerifyAsync(cancellationToken);
            ProofPlans plans = new(database);
            if (parsed.GetValue(Retry) is { } retried)
                Require(await plans.RetryAsync(retried, cancellationToken), $"job {retried} has not failed");
            if (parsed.GetValue(Cancel) is { } cancelled)
                Require(await plans.CancelAsync(cancelled, cancellationToken), $"job {cancelled} is neither ready nor being worked on");
            await PrintAsync(new ProofJobReader(database), parsed.GetValue(From), parsed.GetValue(To), parsed.GetValue(Json), cancellationToken);
        }));
        return command;
    }

    private static async Task PrintAsync(ProofJobReader reader, ulong? from, ulong? to, bool asJson, CancellationToken cancellationToken)
    {
        IReadOnlyList<ProofWorkerRow> workers = await reader.ListWorkersAsync(ProofLeases.WorkerSilence, cancellationToken);
        IReadOnlyList<ProofJob> jobs = from is { } first && to is { } last
            ? await reader.ListAsync(first, last, cancellationToken)
            : await reader.ListAsync([ProofStatus.Ready, ProofStatus.Leased, ProofStatus.Failed], MostJobs, cancellationToken);
        if (asJson)
        {
            Console.WriteLine(new JsonObject { ["workers"] = new JsonArray([.. workers.Select(ToJson)]), ["jobs"] = new JsonArray([.. jobs.Select(ToJson)]) }.ToJsonString());
            return;
        }

        foreach (ProofWorkerRow worker in workers)
            Write($"worker {worker.Name}: {worker.Threads} threads, {worker.MemoryBytes >> 20} MB, since {worker.StartedAt:u}");
        IReadOnlyDictionary<(ProofKind Kind, ProofStatus Status), long> counts = await reader.CountAsync(cancellationToken);
        foreach (IGrouping<ProofStatus, KeyValuePair<(ProofKind Kind, ProofStatus Status), long>> status in counts.GroupBy(count => count.Key.Status).OrderBy(status => status.Key))
            Write($"{Name(status.Key)}: {string.Join(", ", status.OrderBy(count => count.Key.Kind).Select(count => $"{count.Value} {Name(count.Key.Kind)}"))}");
        foreach (ProofJob job in jobs)
        {
            string state = job.Status switch
            {
                ProofStatus.Leased => $" on {job.Worker}, {job.Stage} {job.Progress:P0}",
                ProofStatus.Failed => $": {job.Error}",
                _ => "",
            };
            Write($"job {job.Id}: {Name(job.Kind)} of batches {job.Range.From} to {job.Range.To}, {Name(job.Status)}{state}");
        }
    }

    private static JsonNode ToJson(ProofWorkerRow worker) => new JsonObject
    {
        ["name"] = worker.Name,
        ["threads"] = worker.Threads,
        ["memoryBytes"] = worker.MemoryBytes,
        ["startedAt"] = worker.StartedAt.ToUnixTimeSeconds(),
        ["seenAt"] = worker.SeenAt.ToUnixTimeSeconds(),
    };

    private static JsonNode ToJson(ProofJob job) => new JsonObject
    {
        ["id"] = job.Id,
        ["kind"] = Name(job.Kind),
        ["status"] = Name(job.Status),
        ["from"] = job.Range.From,
        ["to"] = job.Range.To,
        ["level"] = job.Level,
        ["position"] = job.Position,
        ["worker"] = job.Worker,
        ["attempts"] = job.Attempts,
        ["losses"] = job.Losses,
        ["failures"] = job.FailedOn.Count,
        ["error"] = job.Error,
        ["stage"] = job.Stage,
        ["progress"] = Math.Round(job.Progress, 3),
        ["cells"] = job.Cells,
        ["bytes"] = job.ResultBytes,
        ["seconds"] = job.FinishedAt is { } finished && job.StartedAt is { } started ? Math.Round((finished - started).TotalSeconds, 3) : null,
    };

    private static void Require(bool changed, string otherwise)
    {
        if (!changed)
            throw new ConfigurationException(otherwise);
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
