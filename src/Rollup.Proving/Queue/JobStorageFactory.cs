using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Rollup.Storage;
using Rollup.Storage.Proofs;

namespace Rollup.Proving.Queue;

/// <summary>Hangfire on the ledger's database, with the settings that suit jobs of minutes.</summary>
public static class JobStorageFactory
{
    /// <summary>
    /// The invisibility of a job slides, because its default makes every job that lasts longer run again; a lock that a dead process left behind ends after a minute instead of ten; the schema is made by our
    /// migrations.
    /// </summary>
    public static PostgreSqlStorage Create(Database database)
    {
        PostgreSqlStorageOptions options = new()
        {
            SchemaName = JobSchema.Name,
            PrepareSchemaIfNecessary = false,
            UseSlidingInvisibilityTimeout = true,
            InvisibilityTimeout = TimeSpan.FromMinutes(1),
            DistributedLockTimeout = TimeSpan.FromMinutes(1),
            QueuePollInterval = TimeSpan.FromSeconds(1),
        };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(database.ConnectionString, options), options);
    }
}
