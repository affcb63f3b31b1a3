using Npgsql;
using Rollup.Storage.Migrations;
using Rollup.Testing;

namespace Rollup.Storage.Tests;

public class MigrationTests
{
    private static readonly Migration First = new(1, "first", "CREATE TABLE one (id int)");
    private static readonly Migration Second = new(2, "second", "CREATE TABLE two (id int)");

    [Fact]
    public async Task Migrations_are_applied_once()
    {
        await using TestDatabase test = await TestDatabase.CreateEmptyAsync();
        await using var database = new Database(test.ConnectionString);

        (await new MigrationRunner(database, [First]).RunAsync(default)).ShouldBe(1);
        (await new MigrationRunner(database, [First, Second]).RunAsync(default)).ShouldBe(1);
        (await new MigrationRunner(database, [First, Second]).RunAsync(default)).ShouldBe(0);
    }

    [Fact]
    public async Task Runners_that_start_together_apply_each_migration_once()
    {
        await using TestDatabase test = await TestDatabase.CreateEmptyAsync();
        await using var database = new Database(test.ConnectionString);

        int[] applied = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => new MigrationRunner(database, [First, Second]).RunAsync(default)));

        applied.Sum().ShouldBe(2);
    }

    [Fact]
    public async Task A_newer_schema_is_refused()
    {
        await using TestDatabase test = await TestDatabase.CreateEmptyAsync();
        await using var database = new Database(test.ConnectionString);
        await new MigrationRunner(database, [First, Second]).RunAsync(default);

        SchemaException error = await Should.ThrowAsync<SchemaException>(() => new MigrationRunner(database, [First]).RunAsync(default));

        error.Message.ShouldContain("newer build");
    }

    [Fact]
    public async Task An_older_schema_is_refused_by_a_process_that_must_not_migrate()
    {
        await using TestDatabase test = await TestDatabase.CreateEmptyAsync();
        await using var database = new Database(test.ConnectionString);

        await Should.ThrowAsync<SchemaException>(() => new MigrationRunner(database, [First]).VerifyAsync(default));
        await new MigrationRunner(database, [First]).RunAsync(default);
        await new MigrationRunner(database, [First]).VerifyAsync(default);
    }

    [Fact]
    public async Task A_changed_migration_is_refused()
    {
        await using TestDatabase test = await TestDatabase.CreateEmptyAsync();
        await using var database = new Database(test.ConnectionString);
        await new MigrationRunner(database, [First]).RunAsync(default);

        await Should.ThrowAsync<SchemaException>(() => new MigrationRunner(database, [new Migration(1, "first", "CREATE TABLE other (id int)")]).RunAsync(default));
    }

    [Fact]
    public async Task A_failing_migration_leaves_nothing_behind()
    {
        await using TestDatabase test = await TestDatabase.CreateEmptyAsync();
        await using var database = new Database(test.ConnectionString);

        DatabaseUnavailableException failure = await Should.ThrowAsync<DatabaseUnavailableException>(
            () => new MigrationRunner(database, [new Migration(1, "first", "CREATE TABLE one (id int); SELECT 1/0")]).RunAsync(default));
        failure.InnerException.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.DivisionByZero);

        (await new MigrationRunner(database, [First]).RunAsync(default)).ShouldBe(1);
    }

    [Fact]
    public void Embedded_migrations_are_numbered_without_gaps() =>
        Migration.Embedded().Select(migration => migration.Version).ShouldBe(Enumerable.Range(1, Migration.Embedded().Count));
}
