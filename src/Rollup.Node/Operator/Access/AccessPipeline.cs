using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rollup.Node.Operator.Pages;

namespace Rollup.Node.Operator.Access;

/// <summary>What every request to the operator's listener passes: headers for browsers, admission, and proof that a change was asked for by one of our own pages.</summary>
internal static class AccessPipeline
{
    /// <summary>Where a browser shows the token.</summary>
    public const string SignInPath = "/sign-in";

    /// <summary>Where a browser gives its cookie back.</summary>
    public const string SignOutPath = "/sign-out";

    /// <summary>Nothing from elsewhere, nothing inline, no frames.</summary>
    private const string OwnPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Hangfire's pages write styles into attributes, and have icons in their fonts and style sheets.</summary>
    private const string QueuePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Paths without secrets, for supervisors without a token, and what a browser needs to sign in.</summary>
    private static readonly string[] OpenPaths = ["/health", SignInPath, .. Assets.All.Select(asset => asset.Path)];

    /// <summary>Puts the checks before everything that is mapped after.</summary>
    public static void UseOperatorAccess(this WebApplication app, OperatorAccess access)
    {
        app.Use(async (context, next) =>
        {
            IHeaderDictionary headers = context.Response.Headers;
            headers.ContentSecurityPolicy = OwnPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers.CacheControl = "no-store";
            if (!OpenPaths.Contains(context.Request.Path.Value, StringComparer.Ordinal) && !access.Admits(context))
            {
                await RefuseAsync(context, access);
                return;
            }

            // Beside the cookie, which a browser sends by itself, a change needs a value that only our own pages know.
            if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)
                && !await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))
            {
                await WriteAsync(context, StatusCodes.Status400BadRequest, "The form's token is missing or too old: load the page again.\n");
                return;
            }

            await next(context);
        });
    }

    /// <summary>The policy for the queue's own pages.</summary>
    public static void AllowQueuePages(HttpContext context) => context.Response.Headers.ContentSecurityPolicy = QueuePolicy;

    /// <summary>Maps the exchange of the token for a cookie, and back.</summary>
    public static void MapSignIn(this IEndpointRouteBuilder routes, OperatorAccess access)
    {
        routes.MapGet(SignInPath, context => SignInPage.WriteAsync(context, isWrong: false));
        routes.MapPost(SignInPath, async context =>
        {
            IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
            if (!access.IsToken(form["token"].ToString()))
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                await SignInPage.WriteAsync(context, isWrong: true);
                return;
            }

            access.SignIn(context);
            context.Response.Redirect("/");
        });
        routes.MapPost(SignOutPath, context =>
        {
            OperatorAccess.SignOut(context);
            context.Response.Redirect(SignInPath);
            return Task.CompletedTask;
        });
    }

    private static Task RefuseAsync(HttpContext context, OperatorAccess access)
    {
        bool isBrowser = HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
        if (access.HasToken && isBrowser)
        {
            context.Response.Redirect(SignInPath);
            return Task.CompletedTask;
        }

        if (!access.HasToken)
            return WriteAsync(context, StatusCodes.Status403Forbidden, "Not for you.\n");
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return WriteAsync(context, StatusCodes.Status401Unauthorized, "Show the token: Authorization: Bearer …\n");
    }

    private static Task WriteAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
