using Rollup.Kernel.Primitives;

namespace Rollup.Sequencer;

/// <summary>What became of a submission: a hash, which means that the transaction is durable, or a rejection.</summary>
/// <param name="Hash">The transaction's hash; null if it was rejected.</param>
/// <param name="Rejection">Why not; null if it was accepted.</param>
public readonly record struct SubmissionResult(Hash256? Hash, Rejection? Rejection)
{
    /// <summary>Accepted and durable.</summary>
    public static SubmissionResult Accepted(Hash256 hash) => new(hash, null);

    /// <summary>Refused.</summary>
    public static SubmissionResult Refused(Rejection rejection) => new(null, rejection);
}
