using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rollup.Node.Operator.Access;

namespace Rollup.Node.Operator.Pages;

/// <summary>Where a browser shows the token.</summary>
internal static class SignInPage
{
    /// <summary>Writes the form, and whether the last token was wrong.</summary>
    public static Task WriteAsync(HttpContext context, bool isWrong) => Layout.WriteDocumentAsync(context, "Sign in", Html.Of(
        $"""
        <main class="sign-in"><form method="post" action="{AccessPipeline.SignInPath}">{FormToken(context)}
        <h1>Rollup</h1><p>This page is for operators: it opens with the token in <code>Operator:Token</code>.</p>
        {(isWrong ? Html.Of($"<p class=\"bad\" role=\"alert\">That is not the token.</p>") : Html.Empty)}
        <label>Token <input type="password" name="token" autocomplete="current-password" autofocus required></label><button>Sign in</button></form></main>
        """));

    /// <summary>The hidden field without which no form is accepted.</summary>
    public static Html FormToken(HttpContext context)
    {
        AntiforgeryTokenSet tokens = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        return Html.Of($"<input type=\"hidden\" name=\"{tokens.FormFieldName}\" value=\"{tokens.RequestToken}\">");
    }
}
