namespace Rollup.Testing;

/// <summary>A clock that a test moves, or sets as an operator or NTP would. Timers are those of the system.</summary>
public sealed class TestClock : TimeProvider
{
    private DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private TimeSpan _elapsed;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _now;

    /// <inheritdoc/>
    public override long GetTimestamp() => _elapsed.Ticks;

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan time)
    {
        _now += time;
        _elapsed += time;
    }

    /// <summary>Sets the clock forward or, with a negative <paramref name="difference"/>, back; no time passes.</summary>
    public void Set(TimeSpan difference) => _now += difference;
}
