namespace Rollup.Stark.Cli;

/// <summary>The source tree in which a command that pins something runs.</summary>
internal static class SourceTree
{
    /// <summary>Its root; null if the current directory is not inside one.</summary>
    public static string? Find()
    {
        for (DirectoryInfo? directory = new(Environment.CurrentDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Rollup.sln")))
                return directory.FullName;
        }

        return null;
    }
}
