using System.Globalization;
using Npgsql;
using Rollup.Storage;
using Rollup.Storage.Migrations;

namespace Rollup.Testing;

/// <summary>A fresh database with the current schema, on the server that all tests of this process share; dropped on disposal.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private const string Template = "rollup_template";
    private static readonly Lazy<Task<PostgresServer>> SharedServer = new(StartSharedServerAsync);
    private static int created;

    private readonly PostgresServer _server;

    private TestDatabase(PostgresServer server, string name)
    {
        _server = server;
        Name = name;
    }

    /// <summary>The database's name.</summary>
    public string Name { get; }

    /// <summary>Connection string for this database.</summary>
    public string ConnectionString => _server.ConnectionString(Name);

    /// <summary>Creates a database with every migration applied.</summary>
    public static Task<TestDatabase> CreateAsync() => CreateFromAsync(Template);

    /// <summary>Creates a database without any table.</summary>
    public static Task<TestDatabase> CreateEmptyAsync() => CreateFromAsync("template0");

    /// <summary>Creates a migrated database on a server of the test's own, for tests that stop or kill the server.</summary>
    public static async Task<TestDatabase> CreateOnAsync(PostgresServer server)
    {
        var database = new TestDatabase(server, NextName());
        await ExecuteAsync(server, $"CREATE DATABASE {database.Name}");
        await MigrateAsync(database.ConnectionString);
        return database;
    }

    /// <summary>Copies a database, as a backup would, on its server. Nobody may be connected to it.</summary>
    public static async Task<TestDatabase> CopyAsync(PostgresServer server, string original)
    {
        var database = new TestDatabase(server, NextName());
        await ExecuteAsync(server, $"CREATE DATABASE {database.Name} TEMPLATE {original}");
        return database;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await using (var connection = new NpgsqlConnection(ConnectionString)) NpgsqlConnection.ClearPool(connection);
        await ExecuteAsync(_server, $"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");
    }

    private static async Task<TestDatabase> CreateFromAsync(string template)
    {
        PostgresServer server = await SharedServer.Value;
        var database = new TestDatabase(server, NextName());
        await ExecuteAsync(server, $"CREATE DATABASE {database.Name} TEMPLATE {template}");
        return database;
    }

    private static async Task<PostgresServer> StartSharedServerAsync()
    {
        PostgresServer server = await PostgresServer.StartAsync();
        await ExecuteAsync(server, $"CREATE DATABASE {Template}");
        await MigrateAsync(server.ConnectionString(Template));
        return server;
    }

    private static async Task MigrateAsync(string connectionString)
    {
        string unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
        await using var database = new Database(unpooled);
        await new MigrationRunner(database).RunAsync(CancellationToken.None);
    }

    private static async Task ExecuteAsync(PostgresServer server, string sql)
    {
        // Unpooled: an idle connection would keep `CREATE DATABASE ... TEMPLATE` waiting, and outlive a server that a test kills.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.ConnectionString()) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string NextName() => "test_" + Interlocked.Increment(ref created).ToString(CultureInfo.InvariantCulture);
}
