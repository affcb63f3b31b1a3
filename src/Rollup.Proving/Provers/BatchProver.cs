using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Rollup.Guest;
using Rollup.Kernel.Primitives;
using Rollup.Machine.Events;
using Rollup.Machine.Programs;
using Rollup.Machine.Proving;
using Rollup.Machine.Segments;
using Rollup.Machine.Tables;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Proving;
using Rollup.Recursion.Security;
using Rollup.Stark.Matrices;
using Rollup.Stark.Proofs;
using Rollup.Storage.Proofs;
using ProofKind = Rollup.Storage.Proofs.ProofKind;
using Step = Rollup.Recursion.Proving.ProofKind;

namespace Rollup.Proving.Provers;

/// <summary>
/// Proves runs of the pinned program. Inputs are verified natively before they are used, and results before they are returned. Creating it takes the keys of all circuits: a quarter of a minute, and two
/// gigabytes while a proof is made.
/// </summary>
public sealed class BatchProver : IProver
{
    private readonly MachineKey _machine;
    private readonly IReadOnlyList<SegmentShape> _shapes;
    private readonly RecursionProver _recursion;
    private readonly TableCosts _costs;

    private BatchProver(ProofKeys keys, long maxMemory)
    {
        _machine = keys.Machine;
        _shapes = _machine.ShapesWithin(maxMemory);
        if (_shapes.Count == 0)
            throw new ArgumentOutOfRangeException(nameof(maxMemory), maxMemory, "No segment can be proven in so few bytes.");
        _recursion = new(keys);
        _costs = new(_machine.Chips);
        Finals = new(keys);
        SoundnessBits = ChainSoundness.Of(keys).Bits;
    }

    /// <inheritdoc/>
    public ProgramKeyBytes Program => Finals.Program;

    /// <summary>−log₂ of the probability that a false final proof over <see cref="ChainSoundness.DefaultInnerProofs"/> proofs is accepted, at most.</summary>
    public double SoundnessBits { get; }

    /// <summary>Verifies what it proves.</summary>
    public FinalProofVerifier Finals { get; }

    /// <summary>Creates the keys. Runs that this prover plans are cut so that <paramref name="maxMemory"/> bytes prove each segment.</summary>
    public static BatchProver Create(int threads, long maxMemory, CancellationToken cancellation) =>
        new(ProofKeys.Create(ProgramImage.FromElf(PinnedGuest.ReadElf()), new Workers(threads, cancellation)), maxMemory);

    /// <inheritdoc/>
    public ProofOutcome Prove(ProofTask task, ProverRun run)
    {
        using BufferPool pool = new();
        ProverOptions options = new() { Threads = run.Threads, Cancellation = run.Cancellation, Pool = pool, Progress = new StageProgress(run.Progress) };
        Workers workers = new(run.Threads, run.Cancellation);
        IReadOnlyList<ReadOnlyMemory<byte>> inputs = task.Inputs;
        return task.Job.Kind switch
        {
            ProofKind.Plan => Plan(task, workers),
            ProofKind.Segment => Segment(task, workers, options),
            ProofKind.Lift => Outcome(Step.Lift, _recursion.Lift(inputs[0].Span, options)),
            ProofKind.Join => Outcome(Step.Join, _recursion.Join(inputs[0].Span, inputs[1].Span, options)),
            ProofKind.Close => Close(task, options),
            ProofKind.Chain => Outcome(Step.Chain, _recursion.Chain(inputs[0].Span, inputs[1].Span, options)),
            ProofKind.Shrink => Outcome(Step.Shrink, _recursion.Shrink(inputs[0].Span, options)),
            ProofKind.Final => Final(task, options),
            _ => new ProofOutcome.Failed($"there is no kind {task.Job.Kind}"),
        };
    }

    private ProofOutcome Plan(ProofTask task, Workers workers)
    {
        byte[] input = BatchRun.InputOf(task.Witness.Span);
        SegmentRunner runner = new(_machine.Program, _machine.Chips, _shapes, input, workers);
        RunPlan plan = runner.Plan();
        if (!plan.Exit.IsHalted)
            return new ProofOutcome.Failed($"the machine stops: {plan.Exit.Reason} at 0x{plan.Exit.Pc:x} in {_machine.Program.FunctionAt(plan.Exit.Pc)?.Name ?? "no function"}, code {(long)plan.Exit.Code}");
        Hash256 batch = BatchRun.OutputOf(plan.Output).BatchHash;
        if (batch != task.Job.Range.ToHash)
            return new ProofOutcome.Failed($"the machine comes to batch {Hex(batch)}, the node to {Hex(task.Job.Range.ToHash)}");
        IEnumerable<SegmentBoundary> segments = plan.Segments.Select(segment => new SegmentBoundary(
            segment.StartCycle, segment.EndCycle, new(segment.StartPc, segment.StartRoot, segment.EndPc, segment.EndRoot)));
        return new ProofOutcome.Made(new PlannedRun(runner.Finish(plan.Segments.Count), [.. segments]).Encode(), 0);
    }

    private ProofOutcome Segment(ProofTask task, Workers workers, ProverOptions options)
    {
        if (PlannedRun.Decode(task.Inputs[0].Span)?.Segments is not { } segments || task.Job.Position >= segments.Count)
            return new ProofOutcome.InvalidInput(0, "the plan's bytes have no such segment");
        SegmentRunner runner = new(_machine.Program, _machine.Chips, _machine.Shapes, BatchRun.InputOf(task.Witness.Span), workers);
        SegmentEvents events = runner.Trace(task.Job.StartCycle, task.Job.EndCycle);
        if (events.Statement != segments[task.Job.Position].Statement)
            return new ProofOutcome.Failed("the segment does not begin and end as planned");
        if (_machine.ShapeFor(events.Counts) is not { } shape)
            return new ProofOutcome.Failed("no shape holds the segment");
        byte[] proof = RunCodec.Encode(SegmentProver.Prove(_machine, events, options));
        return _recursion.Verify(Step.Segment, proof).Reason is { } flaw ? new ProofOutcome.Failed($"the segment's own proof is not valid: {flaw}") : new ProofOutcome.Made(proof, shape.Cells(_costs));
    }

    private ProofOutcome Close(ProofTask task, ProverOptions options)
    {
        if (PlannedRun.Decode(task.Inputs[0].Span) is not { } planned || BatchRun.OutputOf(planned.Run.Output.Words).BatchHash != task.Job.Range.ToHash)
            return new ProofOutcome.InvalidInput(0, "the bytes are no plan of this batch");
        return Outcome(Step.Close, _recursion.Close(RunCodec.Encode(planned.Run), task.Inputs[1].Span, options));
    }

    private ProofOutcome Final(ProofTask task, ProverOptions options)
    {
        ProofOutcome outcome = Outcome(Step.Final, _recursion.Final(task.Inputs[0].Span, options));
        return outcome is ProofOutcome.Made made && Finals.FindFlaw(made.Result.Span, null, task.Job.Range.ToHash) is { } flaw ? new ProofOutcome.Failed(flaw) : outcome;
    }

    private ProofOutcome Outcome(Step step, StepResult result) => result switch
    {
        { Proof: { } proof } => new ProofOutcome.Made(proof, _recursion.Cells(step)),
        { Fault: { Input: { } input, Reason: var reason } } => new ProofOutcome.InvalidInput(input, reason),
        _ => new ProofOutcome.Failed(result.Fault!.Reason),
    };

    private static string Hex(in Hash256 hash) => "0x" + Convert.ToHexStringLower(hash.AsSpan());

    /// <summary>Passes the prover's stages on as they come: <see cref="Progress{T}"/> would reorder them.</summary>
    private sealed class StageProgress(Action<string, double> report) : IProgress<ProverProgress>
    {
        public void Report(ProverProgress value) => report(value.Stage, (double)value.Step / value.Steps);
    }
}
