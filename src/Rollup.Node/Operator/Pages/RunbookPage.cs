using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Rollup.Node.Operator.Pages;

/// <summary>The operator's guide, ops/README.md, as this build has it: who is woken by an alarm may not have the repository at hand.</summary>
internal static partial class RunbookPage
{
    /// <summary>Where it is.</summary>
    public const string Path = "/runbook";

    private static readonly Html Guide = Render(Read());

    /// <summary>Writes the guide.</summary>
    public static Task WriteAsync(HttpContext context) => Layout.WriteAsync(context, "Runbook", Guide);

    /// <summary>The guide's text.</summary>
    internal static string Read()
    {
        using Stream file = typeof(RunbookPage).Assembly.GetManifestResourceStream("Rollup.Node.Operator.Runbook.md")!;
        using StreamReader reader = new(file);
        return reader.ReadToEnd();
    }

    /// <summary>Headings become places to jump to, by the name in code quotes if they have one; the text stays as it is written, with code set apart.</summary>
    private static Html Render(string markdown)
    {
        List<Html> sections = [];
        foreach (string section in Heading().Split(markdown.Replace("\r", "", StringComparison.Ordinal)).Where(text => text.Length > 0))
        {
            int end = section.IndexOf('\n', StringComparison.Ordinal);
            string heading = section[..end].TrimStart('#', ' ');
            string id = Quoted().Match(heading) is { Success: true } name ? name.Groups["name"].Value : heading.ToLowerInvariant().Replace(' ', '-');
            sections.Add(Html.Of($"<section id=\"{id}\" class=\"card prose\">{(section.StartsWith("### ", StringComparison.Ordinal) ? Html.Of($"<h3>{Code(heading)}</h3>") : Html.Of($"<h1>{Code(heading)}</h1>"))}<div>{Code(section[end..].Trim('\n'))}</div></section>"));
        }

        return Html.Join(sections);
    }

    private static Html Code(string text) => Html.Join(text.Split('`').Select((part, i) => i % 2 == 0 ? Html.Of($"{part}") : Html.Of($"<code>{part}</code>")));

    [GeneratedRegex("^(?=#{1,3} )", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex("`(?<name>[a-z0-9-]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();
}
