using System.Diagnostics;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rollup.Node.Configuration;
using Rollup.Node.Hosting;
using Rollup.Node.Operations;
using Rollup.Proving.Provers;
using Rollup.Proving.Queue;
using Rollup.Proving.Work;
using Rollup.Storage;
using Rollup.Storage.Batches;
using Rollup.Storage.Migrations;
using Rollup.Storage.Proofs;

namespace Rollup.Node;

/// <summary>How a prover is put together: the database, the keys, a worker, and the server that gives it jobs. It listens to nobody, and any number of them may run, on any machines that reach the database.</summary>
public static partial class ProverBuilder
{
    /// <summary>Computes the keys and builds the process; starting it starts the work.</summary>
    /// <exception cref="SchemaException">The database has another schema; a prover does not migrate.</exception>
    public static async Task<IHost> BuildAsync(ProverSettings settings, CancellationToken cancellationToken)
    {
        // Where it shares a machine with a sequencer, that comes first.
        using (Process self = Process.GetCurrentProcess())
            self.PriorityClass = ProcessPriorityClass.BelowNormal;
        TimeProvider time = TimeProvider.System;
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        NodeBuilder.ConfigureNodeLogging(builder.Logging, settings.Options.Telemetry);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        ILoggerFactory loggers = LoggerFactory.Create(logging => NodeBuilder.ConfigureNodeLogging(logging, settings.Options.Telemetry));

        Database database = new(settings.ConnectionString);
        await new MigrationRunner(database).VerifyAsync(cancellationToken);
        WorkerOptions options = settings.Options.Proving.ToWorkerOptions();
        BatchProver prover = await Task.Run(() => BatchProver.Create(options.Threads, settings.Options.Proving.MaxMemoryBytes, cancellationToken), cancellationToken);

        LogReady(loggers.CreateLogger(typeof(ProverBuilder)), prover.Program, prover.SoundnessBits);
        ProofPlans plans = new(database);
        JobStorage storage = JobStorageFactory.Create(database);
        ProofDispatcher dispatcher = new(plans, new HangfireQueue(storage), settings.Options.Proving.ToPlanningOptions().QueuePatience);
        ProofWorker worker = new(
            new ProofLeases(database), new ProofJobReader(database), new BatchReader(database), prover, dispatcher, options, time, loggers.CreateLogger<ProofWorker>());
        ProofJobServer server = new(storage, new ProofJobs(worker, plans, dispatcher), options.Name);

        PartRegister parts = new(time);
        AddPart("the worker's announcement", worker.AnnounceAsync);
        AddPart("the server of proof jobs", server.RunAsync);
        IHost host = builder.Build();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.Register(() =>
        {
            database.DataSource.Dispose();
            loggers.Dispose();
        });
        return host;

        void AddPart(string name, Func<CancellationToken, Task> run) => builder.Services.AddSingleton<IHostedService>(new Worker(name, run, parts, time, loggers.CreateLogger<Worker>()));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Proves runs of the program {Program}; final proofs are sound to {SoundnessBits} bits")]
    private static partial void LogReady(ILogger logger, ProgramKeyBytes program, double soundnessBits);
}
