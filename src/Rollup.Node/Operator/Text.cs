using System.Globalization;

namespace Rollup.Node.Operator;

/// <summary>Figures as people read them.</summary>
internal static class Text
{
    private static readonly string[] Magnitudes = ["", " k", " M", " G", " T", " P"];

    /// <summary>The two largest units, or one where the second says nothing: 850 ms, 42 s, 3 min 5 s, 2 h 10 min, 4 d 6 h.</summary>
    public static string Duration(TimeSpan duration)
    {
        if (duration < TimeSpan.FromSeconds(1))
            return string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, duration.TotalMilliseconds):0} ms");
        if (duration < TimeSpan.FromMinutes(1))
            return string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(duration.TotalSeconds):0} s");
        if (duration < TimeSpan.FromHours(1))
            return Two(duration.Minutes, "min", duration.Seconds, "s");
        return duration < TimeSpan.FromDays(1) ? Two(duration.Hours, "h", duration.Minutes, "min") : Two((int)duration.TotalDays, "d", duration.Hours, "h");
    }

    /// <summary>Three digits and the magnitude: 1.24 G.</summary>
    public static string Short(double number)
    {
        int magnitude = 0;
        while (Math.Abs(number) >= 999.5 && magnitude < Magnitudes.Length - 1)
        {
            number /= 1000;
            magnitude++;
        }

        string format = magnitude == 0 ? "0.##" : Math.Abs(number) switch { >= 100 => "0", >= 10 => "0.#", _ => "0.##" };
        return number.ToString(format, CultureInfo.InvariantCulture) + Magnitudes[magnitude];
    }

    private static string Two(int first, string firstUnit, int second, string secondUnit) =>
        second == 0 ? string.Create(CultureInfo.InvariantCulture, $"{first} {firstUnit}") : string.Create(CultureInfo.InvariantCulture, $"{first} {firstUnit} {second} {secondUnit}");
}
