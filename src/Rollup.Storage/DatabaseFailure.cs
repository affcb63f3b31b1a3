using Npgsql;

namespace Rollup.Storage;

/// <summary>Tells failures of the database from all others, so that who waits and tries again needs not know the driver.</summary>
public static class DatabaseFailure
{
    /// <summary>Whether PostgreSQL cannot be reached or has refused a statement.</summary>
    public static bool Is(Exception exception) => exception is NpgsqlException;
}

/// <summary>The database that a command or a node needs to start cannot be used; the message names it.</summary>
public sealed class DatabaseUnavailableException(Database database, Exception cause) : Exception($"The {database.Description} cannot be used: {cause.Message}", cause);
