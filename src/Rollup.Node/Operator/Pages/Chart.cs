using System.Globalization;
using System.Text;

namespace Rollup.Node.Operator.Pages;

/// <summary>A small picture of how a figure went over some hours, drawn here: browsers load nothing for it.</summary>
internal static class Chart
{
    private const double Width = 300;
    private const double Height = 64;

    /// <summary>Draws points from <paramref name="start"/> to <paramref name="end"/>; where more than one <paramref name="step"/> and a half lies between two of them, there is a gap.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="points">The figure by time, oldest first.</param>
    /// <param name="start">The left edge.</param>
    /// <param name="end">The right edge.</param>
    /// <param name="step">The usual time between points.</param>
    /// <param name="format">How a value is written.</param>
    public static Html Draw(string title, IReadOnlyList<(DateTimeOffset At, double Value)> points, DateTimeOffset start, DateTimeOffset end, TimeSpan step, Func<double, string> format)
    {
        if (points.Count == 0)
            return Html.Of($"<figure class=\"card\"><figcaption>{title}<b>–</b></figcaption><p class=\"soft\">nothing yet</p></figure>");
        double top = points.Max(point => point.Value);
        double scale = top > 0 ? (Height - 4) / top : 0;
        StringBuilder line = new();
        StringBuilder area = new();
        (DateTimeOffset At, double Value)? before = null;
        foreach ((DateTimeOffset at, double value) in points)
        {
            double x = (at - start) / (end - start) * Width;
            double y = Height - 1 - (value * scale);
            bool isFirst = before is not { } last || at - last.At > 1.5 * step;
            if (isFirst && before is not null)
                area.Append(CultureInfo.InvariantCulture, $"V{Height}Z");
            line.Append(CultureInfo.InvariantCulture, $"{(isFirst ? 'M' : 'L')}{x:0.#} {y:0.#}");
            area.Append(isFirst ? string.Create(CultureInfo.InvariantCulture, $"M{x:0.#} {Height}L{x:0.#} {y:0.#}") : string.Create(CultureInfo.InvariantCulture, $"L{x:0.#} {y:0.#}"));
            before = (at, value);
        }

        area.Append(CultureInfo.InvariantCulture, $"V{Height}Z");
        (DateTimeOffset lastAt, double lastValue) = points[^1];
        return Html.Of(
            $"""
            <figure class="card"><figcaption>{title}<b>{format(lastValue)}</b></figcaption>
            <svg viewBox="0 0 {Width} {Height}" preserveAspectRatio="none" role="img" aria-label="{title}: {format(lastValue)} now, at most {format(top)}"><path class="area" d="{area.ToString()}"/><path class="line" d="{line.ToString()}"/><circle cx="{(lastAt - start) / (end - start) * Width:0.#}" cy="{Height - 1 - (lastValue * scale):0.#}" r="2"/></svg>
            <p class="soft"><span>{Text.Duration(end - start)} ago</span><span>at most {format(top)}</span><span>now</span></p></figure>
            """);
    }
}
