namespace Rollup.Stark.Proofs;

/// <summary>How to run a prover; none of it affects the proof.</summary>
public sealed record ProverOptions
{
    public int Threads { get; init; } = Environment.ProcessorCount;

    public IProgress<ProverProgress>? Progress { get; init; }

    public CancellationToken Cancellation { get; init; }

    /// <summary>Native memory to work in, kept for further proofs; by default each proof has its own.</summary>
    public Matrices.BufferPool? Pool { get; init; }
}
