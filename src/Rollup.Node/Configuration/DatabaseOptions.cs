namespace Rollup.Node.Configuration;

/// <summary>The PostgreSQL database.</summary>
public sealed record DatabaseOptions
{
    /// <summary>An Npgsql connection string, for instance Host=localhost;Username=rollup;Database=rollup.</summary>
    public string ConnectionString { get; init; } = "";

    /// <summary>A file that holds the connection string instead, for secrets that are mounted.</summary>
    public string? ConnectionStringFile { get; init; }

    /// <summary>Whether the node brings an older schema up to date when it starts; otherwise <c>rollup migrate</c> does.</summary>
    public bool Migrate { get; init; } = true;
}
