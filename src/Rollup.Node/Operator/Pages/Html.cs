using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Rollup.Node.Operator.Pages;

/// <summary>
/// Text that is HTML. It is only made from interpolated strings, whose literal parts come from our source and whose values are encoded unless they are HTML themselves: nobody can forget to.
/// </summary>
internal readonly struct Html
{
    /// <summary>Nothing.</summary>
    public static readonly Html Empty;

    private readonly string? _text;

    private Html(string text) => _text = text;

    /// <summary>The literal parts as they are, the values encoded.</summary>
    public static Html Of(HtmlTemplate template) => new(template.Finish());

    /// <summary>Several pieces one after the other.</summary>
    public static Html Join(IEnumerable<Html> pieces) => new(string.Concat(pieces.Select(piece => piece._text)));

    /// <inheritdoc/>
    public override string ToString() => _text ?? "";
}

/// <summary>What the compiler makes an interpolated string into for <see cref="Html.Of"/>.</summary>
[InterpolatedStringHandler]
internal readonly struct HtmlTemplate(int literalLength, int formattedCount)
{
    private const int ExpectedValueLength = 16;

    /// <summary>Encodes what HTML gives a meaning to, and leaves letters of all languages as they are.</summary>
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _text = new(literalLength + (formattedCount * ExpectedValueLength));

    /// <summary>A part of the source.</summary>
    public void AppendLiteral(string text) => _text.Append(text);

    /// <summary>A piece that is HTML already.</summary>
    public void AppendFormatted(Html piece) => _text.Append(piece.ToString());

    /// <summary>Pieces that are HTML already.</summary>
    public void AppendFormatted(IEnumerable<Html> pieces)
    {
        foreach (Html piece in pieces)
            _text.Append(piece.ToString());
    }

    /// <summary>Any text; safe between tags and within quotes.</summary>
    public void AppendFormatted(string? text) => _text.Append(Encoder.Encode(text ?? ""));

    /// <summary>A number or another value.</summary>
    public void AppendFormatted<T>(T value, string? format = null)
        where T : IFormattable => AppendFormatted(value.ToString(format, CultureInfo.InvariantCulture));

    /// <summary>All of it.</summary>
    public string Finish() => _text.ToString();
}
