using Microsoft.AspNetCore.Http;
using Rollup.Node.Operator.Access;

namespace Rollup.Node.Operator.Pages;

/// <summary>What all pages share: the head, the navigation, and how they stay current.</summary>
internal static class Layout
{
    /// <summary>A page's script asks for its changing part alone with this header.</summary>
    public const string FragmentHeader = "X-Fragment";

    private static readonly (string Path, string Name)[] Navigation = [("/", "Overview"), (RangesPage.Path, "Plans"), (JobListPage.Path, "Proof jobs"), (QueuePages.Path, "Queue"), (RunbookPage.Path, "Runbook"), ("/metrics", "Metrics")];

    /// <summary>
    /// Writes a page of the operator's. <paramref name="content"/> consists of elements with an id each: the script asks for them again and again, and replaces those that have changed. Without scripts the
    /// whole page reloads.
    /// </summary>
    public static Task WriteAsync(HttpContext context, string title, Html content)
    {
        if (context.Request.Headers.ContainsKey(FragmentHeader))
            return WriteTextAsync(context, content);
        string path = context.Request.Path.Value ?? "/";
        IEnumerable<Html> links = Navigation.Select(link => Html.Of($"<a href=\"{link.Path}\"{(link.Path == path ? Html.Of($" aria-current=\"page\"") : Html.Empty)}>{link.Name}</a>"));
        return WriteDocumentAsync(context, title, Html.Of(
            $"""
            <header><strong>Rollup</strong><nav>{links}</nav><span id="connection" role="status"></span>{SignOut(context)}</header>
            <noscript><meta http-equiv="refresh" content="5"></noscript>
            <main id="live">{content}</main>
            <script src="{Assets.Script.Path}"></script>
            """));
    }

    /// <summary>The way out, for a browser that came in by the token.</summary>
    private static Html SignOut(HttpContext context) => context.Request.Cookies.ContainsKey(OperatorAccess.CookieName)
        ? Html.Of($"<form method=\"post\" action=\"{AccessPipeline.SignOutPath}\">{SignInPage.FormToken(context)}<button>Sign out</button></form>")
        : Html.Empty;

    /// <summary>Writes a whole document with this body.</summary>
    public static Task WriteDocumentAsync(HttpContext context, string title, Html body) => WriteTextAsync(context, Html.Of(
        $"""
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} · Rollup</title><link rel="icon" href="{Assets.Icon.Path}"><link rel="stylesheet" href="{Assets.Stylesheet.Path}"></head>
        <body>
        {body}
        </body>
        </html>
        """));

    private static Task WriteTextAsync(HttpContext context, Html text)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }
}
