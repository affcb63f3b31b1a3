using Rollup.Node.Operator;
using Rollup.Node.Operator.Pages;

namespace Rollup.Node.Tests.Operator;

/// <summary>What values become in pages.</summary>
public sealed class HtmlTests
{
    [Fact]
    public void Values_are_encoded_between_tags_and_in_attributes_and_pieces_are_not_encoded_twice()
    {
        string hostile = "\"><script>alert('&')</script>";
        Html piece = Html.Of($"<b title=\"{hostile}\">{hostile}</b>");
        piece.ToString().ShouldBe("<b title=\"&quot;&gt;&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;\">&quot;&gt;&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;</b>");
        Html.Of($"<i>{piece}</i>{new[] { piece, piece }}").ToString().ShouldBe($"<i>{piece}</i>{piece}{piece}");
        Html.Of($"{1234567.5:N1} {(string?)null}{'–'.ToString()}").ToString().ShouldBe("1,234,567.5 –");
    }

    [Theory]
    [InlineData(0.85, "850 ms")]
    [InlineData(59.9, "59 s")]
    [InlineData(185, "3 min 5 s")]
    [InlineData(3600, "1 h")]
    [InlineData(367_200, "4 d 6 h")]
    public void Durations_have_their_two_largest_units(double seconds, string text) => Text.Duration(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(999, "999")]
    [InlineData(999.6, "1 k")]
    [InlineData(1_240_000_000, "1.24 G")]
    [InlineData(53_800_000, "53.8 M")]
    public void Numbers_have_three_digits_and_a_magnitude(double number, string text) => Text.Short(number).ShouldBe(text);

    [Fact]
    public void A_chart_has_a_gap_where_nothing_was_recorded()
    {
        DateTimeOffset start = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
        TimeSpan step = TimeSpan.FromMinutes(1);
        string chart = Chart.Draw("x", [(start, 1), (start + step, 2), (start + (5 * step), 4)], start, start + (10 * step), step, Text.Short).ToString();
        chart.ShouldContain("<path class=\"line\" d=\"M0 48L30 33M150 3\"/>");
        chart.ShouldContain("at most 4");
        Chart.Draw("x", [], start, start + step, step, Text.Short).ToString().ShouldContain("nothing yet");
    }
}
