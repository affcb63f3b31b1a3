using Hangfire.PostgreSql;
using Npgsql;

namespace Rollup.Storage.Proofs;

/// <summary>The schema of the queue that carries proof jobs (Hangfire's). It is made with the migrations and under their lock: processes that each made it when they start would get into each other's way.</summary>
public static class JobSchema
{
    /// <summary>Its name.</summary>
    public const string Name = "jobs";

    /// <summary>The role that prover processes connect as.</summary>
    public const string ProverRole = "rollup_prover";

    internal static async Task InstallAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        PostgreSqlObjectsInstaller.Install(connection, Name);
        await connection.ExecuteAsync(
            $"""
            GRANT USAGE ON SCHEMA {Name} TO {ProverRole};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {Name} TO {ProverRole};
            GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {Name} TO {ProverRole};
            """,
            cancellation);
    }
}
