namespace Rollup.Stark.Matrices;

/// <summary>How many threads a prover may use, and the token that cancels it.</summary>
public sealed record Workers(int Count, CancellationToken Cancellation)
{
    /// <summary>All cores, never cancelled.</summary>
    public static Workers All { get; } = new(Environment.ProcessorCount, CancellationToken.None);

    /// <summary>Calls <paramref name="body"/> with consecutive ranges that cover [0, <paramref name="count"/>), several at once, none longer than <paramref name="grain"/>.</summary>
    public void ForRanges(int count, int grain, Action<int, int> body)
    {
        int ranges = (count + grain - 1) / grain;
        if (Count == 1 || ranges <= 1)
        {
            for (int i = 0; i < ranges; i++)
            {
                Cancellation.ThrowIfCancellationRequested();
                body(i * grain, Math.Min(count, (i + 1) * grain));
            }

            return;
        }

        ParallelOptions options = new() { MaxDegreeOfParallelism = Count, CancellationToken = Cancellation };
        Parallel.For(0, ranges, options, i => body(i * grain, Math.Min(count, (i + 1) * grain)));
    }
}
