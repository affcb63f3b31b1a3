using Rollup.Kernel.State;
using Rollup.Machine.Segments;

namespace Rollup.Machine.Proving;

/// <summary>What a verifier needs beside the proofs of a run's segments.</summary>
/// <param name="SegmentCount">How many segments the run has.</param>
/// <param name="InputRoot">The subtree of the first memory that holds the input, which is free.</param>
/// <param name="Output">The output blocks in the last memory.</param>
public sealed record RunProof(int SegmentCount, Digest InputRoot, OutputOpening Output);
