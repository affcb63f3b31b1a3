using Npgsql;

namespace Rollup.Storage;

/// <summary>Tells failures of the database from all others, so that who waits and tries again needs not know the driver.</summary>
public static class DatabaseFailure
{
    /// <summary>Whether PostgreSQL cannot be reached or has refused a statement.</summary>
    public static bool Is(Exception exception) => exception is NpgsqlException;

    /// <summary>
    /// Why PostgreSQL takes no writes, if that is what made <paramref name="exception"/>: the disk is full, cannot be written, or the database is read-only. Null for
    /// every other failure.
    /// </summary>
    public static string? RefusedWrite(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is PostgresException { SqlState: PostgresErrorCodes.DiskFull or PostgresErrorCodes.IoError or PostgresErrorCodes.ReadOnlySqlTransaction } refused)
                return refused.MessageText;
        }

        return null;
    }
}

/// <summary>The database that a command or a node needs to start cannot be used; the message names it.</summary>
public sealed class DatabaseUnavailableException(Database database, Exception cause) : Exception($"The {database.Description} cannot be used: {cause.Message}", cause);
