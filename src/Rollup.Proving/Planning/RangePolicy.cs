using Rollup.Storage.Proofs;

namespace Rollup.Proving.Planning;

/// <summary>Which closed batches share a final proof: more of them cost less gas each, and wait longer.</summary>
/// <param name="MaxBatches">Batches in a final proof, at most.</param>
/// <param name="MaxWait">How long a closed batch waits for others.</param>
public sealed record RangePolicy(int MaxBatches, TimeSpan MaxWait)
{
    /// <summary>The closed batches that the next final proof takes now; none if it is better to wait for more.</summary>
    /// <param name="next">The first batch without a final proof.</param>
    /// <param name="closes">Jobs that closed batches, done, by batch.</param>
    /// <param name="now">The time.</param>
    public IReadOnlyList<ProofJob> Choose(ulong next, IReadOnlyList<ProofJob> closes, DateTimeOffset now)
    {
        List<ProofJob> run = [];
        foreach (ProofJob close in closes)
        {
            if (close.Status == ProofStatus.Done && close.Range.From == next + (ulong)run.Count && run.Count < MaxBatches)
                run.Add(close);
        }

        return run.Count == MaxBatches || (run.Count > 0 && run.Min(close => close.FinishedAt) + MaxWait <= now) ? run : [];
    }

    /// <summary>The first batch without a final proof: after what L1 has proven, and after the final proofs, made or planned, that follow it without a gap.</summary>
    public static ulong NextBatch(ulong proven, IReadOnlyList<ProofJob> finals)
    {
        ulong next = proven + 1;
        while (finals.FirstOrDefault(final => final.Range.From == next) is { } final)
            next = final.Range.To + 1;
        return next;
    }
}
