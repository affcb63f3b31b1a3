using System.Globalization;
using Xunit;

namespace Rollup.Testing;

/// <summary>The wall clock of processes of a test, which it sets as an operator or a bad time server would. The monotonic clock is left alone, as by those.</summary>
public sealed class FakeClock : IDisposable
{
    private static readonly string? Library = new[] { "x86_64", "aarch64" }.Select(machine => $"/usr/lib/{machine}-linux-gnu/faketime/libfaketime.so.1").FirstOrDefault(File.Exists);

    private readonly string _file = Path.GetTempFileName();

    /// <summary>A clock that is right.</summary>
    public FakeClock() => Set(TimeSpan.Zero);

    /// <summary>Whether processes here can have one.</summary>
    public static bool IsAvailable => Library is not null;

    /// <summary>What a process that is to have this clock needs in its environment.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ("LD_PRELOAD", Library!),
        ("FAKETIME_TIMESTAMP_FILE", _file),
        ("FAKETIME_NO_CACHE", "1"),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ("DONT_FAKE_MONOTONIC", "1"),
    ];

    /// <summary>From now on the clock is ahead by <paramref name="ahead"/>.</summary>
    public void Set(TimeSpan ahead)
    {
        // Renamed into place: a process may read it at any moment.
        File.WriteAllText(_file + ".new", string.Create(CultureInfo.InvariantCulture, $"{(ahead < TimeSpan.Zero ? "" : "+")}{(long)ahead.TotalSeconds}"));
        File.Move(_file + ".new", _file, overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_file);
}

/// <summary>A fact that needs a <see cref="FakeClock"/>.</summary>
public sealed class FakeClockFactAttribute : FactAttribute
{
    public FakeClockFactAttribute()
    {
        if (!FakeClock.IsAvailable)
            Skip = "libfaketime is not installed (Debian: apt-get install faketime), so no process can have a clock of its own";
    }
}
