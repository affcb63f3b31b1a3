using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Rollup.Node.Operator.Pages;

/// <summary>A file that pages load, from this assembly: nothing comes from elsewhere.</summary>
internal sealed record Asset(string Path, string ContentType, string Text);

/// <summary>The files that pages load.</summary>
internal static class Assets
{
    /// <summary>How everything looks.</summary>
    public static readonly Asset Stylesheet = Load("operator.css", "text/css; charset=utf-8");

    /// <summary>What keeps pages current.</summary>
    public static readonly Asset Script = Load("operator.js", "text/javascript; charset=utf-8");

    /// <summary>The picture in the browser's tab.</summary>
    public static readonly Asset Icon = Load("icon.svg", "image/svg+xml");

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Asset> All = [Stylesheet, Script, Icon];

    /// <summary>Serves them.</summary>
    public static void MapAssets(this IEndpointRouteBuilder routes)
    {
        foreach (Asset asset in All)
            routes.MapGet(asset.Path, () => Results.Text(asset.Text, asset.ContentType));
    }

    private static Asset Load(string name, string contentType)
    {
        using Stream file = typeof(Assets).Assembly.GetManifestResourceStream($"Rollup.Node.Operator.{name}")!;
        using StreamReader reader = new(file);
        return new Asset($"/assets/{name}", contentType, reader.ReadToEnd());
    }
}
