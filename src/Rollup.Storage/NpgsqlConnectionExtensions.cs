using Npgsql;

namespace Rollup.Storage;

/// <summary>Short forms for statements without a result.</summary>
internal static class NpgsqlConnectionExtensions
{
    /// <summary>Runs a statement without parameters on the connection's current transaction, if any.</summary>
    public static async Task ExecuteAsync(this NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
