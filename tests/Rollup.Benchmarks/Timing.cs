using System.Diagnostics;

namespace Rollup.Benchmarks;

/// <summary>Medians of plain stopwatch times.</summary>
internal static class Timing
{
    private const int Rounds = 9;

    /// <summary>The median time, in nanoseconds, of one of <paramref name="count"/> operations that <paramref name="batch"/> does, after a warm-up.</summary>
    public static Task<double> MedianPerOperationAsync(int count, Action batch) => MedianPerOperationAsync(count, () =>
    {
        batch();
        return Task.CompletedTask;
    });

    /// <summary>The median time, in nanoseconds, of one of <paramref name="count"/> operations that <paramref name="batch"/> does, after a warm-up.</summary>
    public static async Task<double> MedianPerOperationAsync(int count, Func<Task> batch)
    {
        // Tiered compilation settles in the background: give it calls and time.
        for (int i = 0; i < 3; i++)
        {
            await batch();
            await Task.Delay(50);
        }

        double[] seconds = new double[Rounds];
        for (int i = 0; i < Rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await batch();
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(seconds);
        return seconds[Rounds / 2] * 1e9 / count;
    }

    /// <summary>One line of a table: name, time of one operation, operations per second.</summary>
    public static void Print(string name, double nanoseconds) =>
        Console.WriteLine($"{name,-44} {nanoseconds,12:N1} ns {1e9 / nanoseconds,14:N0} /s");
}
