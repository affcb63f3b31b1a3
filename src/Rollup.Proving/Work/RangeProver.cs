using Rollup.Proving.Planning;
using Rollup.Proving.Provers;
using Rollup.Storage.Proofs;

namespace Rollup.Proving.Work;

/// <summary>A batch with what its proof needs.</summary>
/// <param name="Range">The batch.</param>
/// <param name="Witness">Its witness.</param>
public sealed record ProvableBatch(ProofRange Range, ReadOnlyMemory<byte> Witness);

/// <summary>
/// Makes the final proof of consecutive batches in this process, by the same plans as the jobs of many workers: for whoever has no workers, or has to do without the operator's.
/// </summary>
public sealed class RangeProver(IProver prover, int threads, Action<PlannedJob> begins, TimeProvider time)
{
    private readonly Dictionary<long, ReadOnlyMemory<byte>> _results = [];

    /// <summary>Proves the batches, which follow each other. Takes minutes on the calling thread.</summary>
    /// <returns>The final proof, verified natively.</returns>
    /// <exception cref="RangeProofException">A step cannot be done.</exception>
    public ReadOnlyMemory<byte> Prove(IReadOnlyList<ProvableBatch> batches, CancellationToken cancellation)
    {
        List<ProofJob> closes = [];
        foreach (ProvableBatch batch in batches)
        {
            ProofJob plan = Run(BatchPlan.PlanOf(batch.Range), [], batch.Witness, cancellation);
            PlannedRun run = PlannedRun.Decode(_results[plan.Id].Span) ?? throw new RangeProofException($"the plan of batch {batch.Range.To} does not read back");
            closes.Add(RunAll(BatchPlan.Cut(batch.Range, plan.Id, run.Segments), batch.Witness, cancellation));
        }

        return _results[RunAll(RangePlan.Of(closes), default, cancellation).Id];
    }

    /// <summary>Runs a plan's jobs, children first; the last one is its root.</summary>
    private ProofJob RunAll(IReadOnlyList<PlannedJob> planned, ReadOnlyMemory<byte> witness, CancellationToken cancellation)
    {
        List<ProofJob> jobs = [];
        foreach (PlannedJob job in planned)
            jobs.Add(Run(job, [.. job.Inputs.Select(input => input.Existing ?? jobs[input.Planned].Id)], witness, cancellation));
        return jobs[^1];
    }

    private ProofJob Run(PlannedJob planned, IReadOnlyList<long> inputs, ReadOnlyMemory<byte> witness, CancellationToken cancellation)
    {
        begins(planned);
        DateTimeOffset now = time.GetUtcNow();
        ProofJob job = new()
        {
            Id = _results.Count + 1,
            Kind = planned.Kind,
            Status = ProofStatus.Leased,
            ProgramKey = prover.Program.Bytes,
            Range = planned.Range,
            Level = planned.Level,
            Position = planned.Position,
            StartCycle = planned.StartCycle,
            EndCycle = planned.EndCycle,
            Inputs = inputs,
            Attempts = 1,
            Losses = 0,
            FailedOn = [],
            Error = null,
            Worker = null,
            Stage = "",
            Progress = 0,
            ProgressAt = null,
            Cells = 0,
            CreatedAt = now,
            StartedAt = now,
            FinishedAt = null,
            ResultBytes = 0,
        };
        ProofOutcome outcome = prover.Prove(new ProofTask(job, [.. inputs.Select(input => _results[input])], witness), new ProverRun(threads, (_, _) => { }, cancellation));
        _results[job.Id] = outcome switch
        {
            ProofOutcome.Made made => made.Result,
            ProofOutcome.InvalidInput invalid => throw new RangeProofException($"{job.Kind} of batches {job.Range.From} to {job.Range.To}: {invalid.Reason}"),
            ProofOutcome.Failed failed => throw new RangeProofException($"{job.Kind} of batches {job.Range.From} to {job.Range.To}: {failed.Reason}"),
            _ => throw new InvalidOperationException($"There is no outcome {outcome}."),
        };
        return job with { Status = ProofStatus.Done, FinishedAt = now };
    }
}

/// <summary>A final proof cannot be made; the message says which step failed, and why.</summary>
public sealed class RangeProofException(string message) : Exception(message);
