using Rollup.Machine.Events;
using Rollup.Machine.Segments;
using Rollup.Machine.Tables;
using Rollup.Stark.Matrices;
using Rollup.Stark.Proofs;

namespace Rollup.Machine.Proving;

/// <summary>Proves segments.</summary>
public static class SegmentProver
{
    /// <summary>The proof of a traced segment, in the cheapest shape that holds it.</summary>
    public static SegmentProof Prove(MachineKey key, SegmentEvents events, ProverOptions options)
    {
        SegmentShape shape = key.ShapeFor(events.Counts) ?? throw new InvalidOperationException("No shape holds the segment: it was not cut for this key.");
        Trace?[] traces = TraceBuilder.Build(key.Chips, shape.LogHeights, events, new(options.Threads, options.Cancellation));
        Proof proof = Prover.Prove(key.Stark, traces, events.Statement.ToPublicValues(), options);
        return new(events.Statement, ProofCodec.Encode(key.Stark.Verifying, proof));
    }
}
