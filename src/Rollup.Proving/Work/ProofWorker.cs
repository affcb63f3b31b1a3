using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Rollup.Proving.Provers;
using Rollup.Storage;
using Rollup.Storage.Batches;
using Rollup.Storage.Proofs;

namespace Rollup.Proving.Work;

/// <summary>
/// Works on one job at a time: takes its lease, proves, and hands the result in under the lease's token. While it works it renews the lease and says how far it is; when the lease is over, the work stops at
/// once and changes nothing.
/// </summary>
public sealed partial class ProofWorker(
    ProofLeases leases, ProofJobReader jobs, BatchReader batches, IProver prover, ProofDispatcher dispatcher, WorkerOptions options, TimeProvider time, ILogger<ProofWorker> logger)
{
    /// <summary>Renews the worker's presence until cancelled, through outages of the database.</summary>
    public async Task AnnounceAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await leases.AnnounceAsync(options.Name, prover.Program.Bytes, options.Threads, Environment.WorkingSet, cancellation);
            }
            catch (Exception e) when (DatabaseFailure.Is(e))
            {
                LogNoDatabase(e.Message);
            }

            await Task.Delay(options.ReportInterval, time, cancellation);
        }
    }

    /// <summary>Works on a job, if it is still to be done.</summary>
    /// <returns>What came of it.</returns>
    /// <exception cref="OperationCanceledException">The worker stops; the job was given back.</exception>
    public async Task<WorkResult> RunAsync(long id, CancellationToken stopping)
    {
        if (await leases.TryTakeAsync(id, options.Name, prover.Program.Bytes, options.LeaseDuration, stopping) is not { } lease)
            return WorkResult.NotTaken;
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        JobProgress progress = new();
        Task keeping = KeepLeaseAsync(lease, progress, ended);
        try
        {
            long start = Stopwatch.GetTimestamp();
            ProofOutcome outcome = await ProveAsync(lease.Job, progress, ended.Token);
            // The lease is renewed until the result is in, however long the database takes.
            WorkResult result = await HandInAsync(lease, outcome, stopping);
            LogResult(lease.Job.Kind, lease.Job.Id, lease.Job.Range.From, lease.Job.Range.To, result, Stopwatch.GetElapsedTime(start).TotalSeconds);
            await dispatcher.DispatchAsync(stopping);
            return result;
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            if (!stopping.IsCancellationRequested)
            {
                LogLeaseLost(lease.Job.Kind, lease.Job.Id);
                return WorkResult.LeaseLost;
            }

            using CancellationTokenSource patience = new(options.LeaseDuration, time);
            _ = await leases.ReturnAsync(lease, patience.Token);
            throw;
        }
        finally
        {
            await ended.CancelAsync();
            await keeping;
        }
    }

    private async Task<ProofOutcome> ProveAsync(ProofJob job, JobProgress progress, CancellationToken cancellation)
    {
        List<ReadOnlyMemory<byte>> inputs = [];
        foreach (long input in job.Inputs)
        {
            if (await jobs.GetResultAsync(input, cancellation) is not { } result)
                return new ProofOutcome.InvalidInput(inputs.Count, "there is no result");
            inputs.Add(result);
        }

        ReadOnlyMemory<byte> witness = default;
        if (job.Kind is ProofKind.Plan or ProofKind.Segment)
        {
            if (await batches.GetWitnessAsync(job.Range.To, cancellation) is not { } stored)
                return new ProofOutcome.Failed($"batch {job.Range.To} has no witness");
            witness = stored;
        }

        try
        {
            // A thread of its own: proving takes all the time it needs, and the pool has other work.
            return await Task.Factory.StartNew(
                () => prover.Prove(new ProofTask(job, inputs, witness), new ProverRun(options.Threads, progress.Report, cancellation)),
                cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever it is, it must not end the worker: another job may go well, and three workers tell a bug from bad luck.
            return new ProofOutcome.Failed($"{e.GetType().Name}: {e.Message}");
        }
    }

    private async Task<WorkResult> HandInAsync(ProofLease lease, ProofOutcome outcome, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return outcome switch
                {
                    ProofOutcome.Made made => await leases.CompleteAsync(lease, made.Result, made.Cells, cancellation) ? WorkResult.Done : WorkResult.LeaseLost,
                    ProofOutcome.InvalidInput invalid => await leases.RejectInputAsync(lease, lease.Job.Inputs[invalid.Index], invalid.Reason, cancellation) ? WorkResult.InputRejected : WorkResult.LeaseLost,
                    ProofOutcome.Failed failed => await FailAsync(lease, failed.Reason, cancellation),
                    _ => throw new InvalidOperationException($"There is no outcome {outcome}."),
                };
            }
            catch (Exception e) when (DatabaseFailure.Is(e))
            {
                // A proof is worth waiting for. If the answer was lost and not the statement, the token is gone and this ends as a lost lease.
                LogNoDatabase(e.Message);
                await Task.Delay(options.ReportInterval, time, cancellation);
            }
        }
    }

    private async Task<WorkResult> FailAsync(ProofLease lease, string reason, CancellationToken cancellation)
    {
        LogFailed(lease.Job.Kind, lease.Job.Id, reason);
        return await leases.FailAsync(lease, reason, cancellation) ? WorkResult.Failed : WorkResult.LeaseLost;
    }

    private async Task KeepLeaseAsync(ProofLease lease, JobProgress progress, CancellationTokenSource ended)
    {
        try
        {
            while (true)
            {
                await Task.Delay(options.ReportInterval, time, ended.Token);
                (string stage, double done) = progress.Value;
                try
                {
                    if (!await leases.RenewAsync(lease, options.LeaseDuration, stage, done, ended.Token))
                        await ended.CancelAsync();
                }
                catch (Exception e) when (DatabaseFailure.Is(e))
                {
                    // The lease may still be there when the database is back; the next renewal tells.
                    LogNoDatabase(e.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The work has ended.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} {Job} of batches {From} to {To}: {Result} after {Seconds:F1} s")]
    private partial void LogResult(ProofKind kind, long job, ulong from, ulong to, WorkResult result, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Kind} {Job} failed: {Reason}")]
    private partial void LogFailed(ProofKind kind, long job, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of {Kind} {Job} is over: another worker may have it")]
    private partial void LogLeaseLost(ProofKind kind, long job);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not take what this worker says: {Reason}")]
    private partial void LogNoDatabase(string reason);

    /// <summary>What the prover's thread says and the lease's keeper passes on.</summary>
    private sealed class JobProgress
    {
        private (string Stage, double Done) _value = ("starting", 0);
        private readonly Lock _gate = new();

        public (string Stage, double Done) Value
        {
            get
            {
                lock (_gate)
                    return _value;
            }
        }

        public void Report(string stage, double done)
        {
            lock (_gate)
                _value = (stage, done);
        }
    }
}

/// <summary>What came of a job that a worker was given.</summary>
public enum WorkResult
{
    /// <summary>It is done already, another worker has it, or it is not for this one.</summary>
    NotTaken,

    /// <summary>The result is in.</summary>
    Done,

    /// <summary>It could not be done; the reason is with the job.</summary>
    Failed,

    /// <summary>An input was not valid and is to be made again.</summary>
    InputRejected,

    /// <summary>The lease was over before the result was in.</summary>
    LeaseLost,
}

/// <summary>How a worker works.</summary>
public sealed record WorkerOptions
{
    /// <summary>Machine and process; tells workers apart.</summary>
    public required string Name { get; init; }

    /// <summary>Threads that prove.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>How long a lease lasts without renewal: a worker that is gone keeps its job for so long.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a worker renews its lease and says how far it is.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(2);
}
