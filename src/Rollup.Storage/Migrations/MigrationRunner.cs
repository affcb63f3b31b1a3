using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Rollup.Storage.Proofs;

namespace Rollup.Storage.Migrations;

/// <summary>
/// Brings the schema to this build's version. Several processes may run it at once: an advisory lock lets one work and the others find it done.
/// Refuses a schema that is newer than this build, and one whose applied migrations differ from this build's.
/// </summary>
public sealed class MigrationRunner
{
    private readonly Database _database;
    private readonly IReadOnlyList<Migration> _migrations;
    private readonly bool _installsJobs;

    /// <summary>A runner of the embedded migrations.</summary>
    public MigrationRunner(Database database) : this(database, Migration.Embedded()) => _installsJobs = true;

    /// <param name="database">The database to migrate.</param>
    /// <param name="migrations">Numbered 1, 2, 3, … without gaps.</param>
    public MigrationRunner(Database database, IReadOnlyList<Migration> migrations)
    {
        for (int i = 0; i < migrations.Count; i++)
        {
            if (migrations[i].Version != i + 1)
                throw new ArgumentException($"Migration {migrations[i].Version}_{migrations[i].Name} should be number {i + 1}.", nameof(migrations));
        }

        _database = database;
        _migrations = migrations;
    }

    /// <summary>Applies what is missing, each migration in its own transaction.</summary>
    /// <returns>How many were applied.</returns>
    /// <exception cref="SchemaException">The schema is newer than this build, or an applied migration was changed.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached, or refuses.</exception>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        try
        {
            return await ApplyMissingAsync(cancellation);
        }
        catch (NpgsqlException error)
        {
            throw new DatabaseUnavailableException(_database, error);
        }
    }

    private async Task<int> ApplyMissingAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await _database.OpenAsync(cancellation);
        await connection.ExecuteAsync($"SELECT pg_advisory_lock({AdvisoryLocks.Migration})", cancellation);
        try
        {
            await connection.ExecuteAsync(
                "CREATE TABLE IF NOT EXISTS schema_migrations (version int PRIMARY KEY, name text NOT NULL, checksum bytea NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())",
                cancellation);
            int applied = await VerifyAppliedAsync(connection, cancellation);
            foreach (Migration migration in _migrations.Skip(applied)) await ApplyAsync(connection, migration, cancellation);
            if (_installsJobs) await JobSchema.InstallAsync(connection, cancellation);
            return _migrations.Count - applied;
        }
        finally
        {
            // A session that has broken holds no lock, and what broke it is what has to be told.
            if (connection.FullState == System.Data.ConnectionState.Open)
                await connection.ExecuteAsync($"SELECT pg_advisory_unlock({AdvisoryLocks.Migration})", CancellationToken.None);
        }
    }

    /// <summary>Checks without changing anything, for processes that must not migrate.</summary>
    /// <exception cref="SchemaException">The schema is older or newer than this build, or an applied migration was changed.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached, or refuses.</exception>
    public async Task VerifyAsync(CancellationToken cancellation)
    {
        int applied;
        try
        {
            await using NpgsqlConnection connection = await _database.OpenAsync(cancellation);
            await using var exists = new NpgsqlCommand("SELECT to_regclass('schema_migrations') IS NOT NULL", connection);
            applied = (bool)(await exists.ExecuteScalarAsync(cancellation))! ? await VerifyAppliedAsync(connection, cancellation) : 0;
        }
        catch (NpgsqlException error)
        {
            throw new DatabaseUnavailableException(_database, error);
        }

        if (applied < _migrations.Count)
            throw new SchemaException($"The database's schema is at version {applied}, this build needs {_migrations.Count}: run `rollup migrate`.");
    }

    /// <returns>How many of this build's migrations are applied.</returns>
    private async Task<int> VerifyAppliedAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT version, name, checksum FROM schema_migrations ORDER BY version", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        int applied = 0;
        while (await reader.ReadAsync(cancellation))
        {
            int version = reader.GetInt32(0);
            if (version > _migrations.Count)
                throw new SchemaException($"The database's schema is at version {version} or newer, this build knows versions up to {_migrations.Count}: run a newer build.");

            Migration migration = _migrations[version - 1];
            if (!migration.Checksum.AsSpan().SequenceEqual(reader.GetFieldValue<byte[]>(2)))
                throw new SchemaException($"Migration {version}_{reader.GetString(1)} was applied with a different content than this build's: migrations must not be changed once applied.");
            applied = version;
        }

        return applied;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellation)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync(migration.Sql, cancellation);
        await using var record = new NpgsqlCommand("INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)", connection)
        {
            Parameters = { new() { Value = migration.Version }, new() { Value = migration.Name }, new() { Value = migration.Checksum } },
        };
        await record.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }
}

/// <summary>One step of the schema: <c>migrations/NNNN_name.sql</c>, embedded in this assembly.</summary>
public sealed class Migration
{
    /// <param name="version">Position in the order of application, counted from 1 without gaps.</param>
    /// <param name="name">The part of the file name after the number.</param>
    /// <param name="sql">Statements; they run in one transaction.</param>
    public Migration(int version, string name, string sql)
    {
        Version = version;
        Name = name;
        Sql = sql;
    }

    /// <summary>Position in the order of application, counted from 1 without gaps.</summary>
    public int Version { get; }

    /// <summary>The part of the file name after the number.</summary>
    public string Name { get; }

    /// <summary>Statements; they run in one transaction.</summary>
    public string Sql { get; }

    /// <summary>SHA-256 of the statements: an applied migration must never change.</summary>
    public byte[] Checksum => SHA256.HashData(Encoding.UTF8.GetBytes(Sql));

    /// <summary>All migrations of this build, in order.</summary>
    public static IReadOnlyList<Migration> Embedded()
    {
        Assembly assembly = typeof(Migration).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(assembly, name))];
    }

    private static Migration Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        string[] parts = Path.GetFileNameWithoutExtension(resource).Split('_', 2);
        return new Migration(int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], reader.ReadToEnd());
    }
}

/// <summary>The database's schema and this build do not belong together; the message says what to do.</summary>
public sealed class SchemaException : Exception
{
    /// <param name="message">What is wrong and what to do.</param>
    public SchemaException(string message) : base(message)
    {
    }
}
