using Rollup.Machine.Events;

namespace Rollup.Machine.Proving;

/// <summary>A proof of one segment: what it says, and the STARK's bytes.</summary>
public sealed record SegmentProof(SegmentStatement Statement, byte[] Proof);
