namespace Rollup.Sequencer.Terms;

/// <summary>
/// The time of blocks: the wall clock's, but never decreasing. While the wall clock is behind (it was set back, or the chain's last leader had one that was ahead) header time goes on at
/// half the speed of time, so that the clock catches up: it must not stand still, because a second of header time has room for a second's gas only.
/// </summary>
internal sealed class HeaderClock
{
    private const int Slowness = 2;

    private readonly TimeProvider _time;
    private TimeSpan _header; // Since 1970.
    private long _readAt;

    /// <param name="newest">The newest block's time in seconds since 1970.</param>
    /// <param name="time">Both clocks: the one that may be set, and the one that cannot.</param>
    public HeaderClock(ulong newest, TimeProvider time)
    {
        _time = time;
        _header = TimeSpan.FromSeconds((long)newest);
        _readAt = time.GetTimestamp();
    }

    /// <summary>The time for a block that is made now, in seconds since 1970.</summary>
    public ulong Read()
    {
        long now = _time.GetTimestamp();
        TimeSpan slow = _header + (_time.GetElapsedTime(_readAt, now) / Slowness);
        TimeSpan wall = _time.GetUtcNow() - DateTimeOffset.UnixEpoch;
        _readAt = now;
        _header = wall > slow ? wall : slow;
        return (ulong)_header.TotalSeconds;
    }
}
