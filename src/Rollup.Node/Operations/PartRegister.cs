using System.Collections.Concurrent;

namespace Rollup.Node.Operations;

/// <summary>Which parts of this process have failed and been started again lately, for those who ask how it is.</summary>
internal sealed class PartRegister(TimeProvider time)
{
    /// <summary>A part that fails is started again after half a minute at most: one that has not failed for this long runs.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (string Reason, long At)> _failures = new(StringComparer.Ordinal);
    private long _count;

    /// <summary>Failures so far.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>The parts that do not run, or have not for long, each with its reason.</summary>
    public IEnumerable<string> Failing =>
        _failures.Where(failure => time.GetElapsedTime(failure.Value.At) < Memory).Select(failure => $"{failure.Key} failed: {failure.Value.Reason}").Order(StringComparer.Ordinal);

    /// <summary>Records that <paramref name="part"/> failed.</summary>
    public void Fail(string part, Exception cause)
    {
        Interlocked.Increment(ref _count);
        _failures[part] = (cause.Message, time.GetTimestamp());
    }
}
