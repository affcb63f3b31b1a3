namespace Rollup.Node.Configuration;

/// <summary>Settings that may be given in a file of their own, so that they need not be in the environment.</summary>
internal static class SecretFile
{
    /// <summary>The setting <paramref name="name"/>: its value, or the content of its file without white space around it; empty if neither is given.</summary>
    public static string Resolve(string name, string? value, string? file, List<string> problems)
    {
        if (string.IsNullOrEmpty(file))
            return value ?? "";
        if (!string.IsNullOrEmpty(value))
            problems.Add($"{name} and {name}File are both given: remove one");
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{name}File: {exception.Message}");
            return "";
        }
    }
}
