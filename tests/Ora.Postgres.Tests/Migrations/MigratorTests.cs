using Npgsql;
using Ora.Core.State;
using Ora.Postgres.Migrations;
using Ora.Postgres.State;
using Ora.Postgres.Tests.Cluster;
using Xunit;

namespace Ora.Postgres.Tests.Migrations;

public sealed class MigratorTests(PostgresCluster cluster) : IAsyncLifetime
{
    private NpgsqlConnectionStringBuilder _builder = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _builder = cluster.Builder(await cluster.CreateDatabaseAsync());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public void Scripts_AreNumberedFromOneWithoutAGap() =>
        Assert.Equal(Enumerable.Range(1, Migrator.All.Count), Migrator.All.Select(migration => migration.Version));

    [Fact]
    public async Task Migrate_EightAtOnce_AppliesEachScriptOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => MigrateAsync()));

        Assert.Equal((long)Migrator.All.Count, await PostgresCluster.SqlAsync(_builder, "SELECT count(*) FROM schema_migrations"));
        Assert.Equal(Migrator.All[0].Checksum, await PostgresCluster.SqlAsync(_builder, "SELECT checksum FROM schema_migrations WHERE version = 1"));
    }

    [Fact]
    public async Task Use_TablesOfANewerProgram_AreRefusedAndNotTouched()
    {
        await MigrateAsync();
        await PostgresCluster.SqlAsync(_builder, "INSERT INTO schema_migrations (version, name, checksum) VALUES (9999, '9999_later', 'x')");

        await using var store = Store();
        var error = await Assert.ThrowsAsync<StateUnavailableException>(async () => await store.TasksAsync(new TaskFilter(), Cancellation));
        await Assert.ThrowsAsync<StateUnavailableException>(async () => await store.ResetAsync(Cancellation));

        Assert.Contains("have version 9999; this program knows 1", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Use_ScriptThatWasChangedAfterwards_IsRefused()
    {
        await MigrateAsync();
        await PostgresCluster.SqlAsync(_builder, "UPDATE schema_migrations SET checksum = 'other'");

        await using var store = Store();
        var error = await Assert.ThrowsAsync<StateUnavailableException>(async () => await store.TasksAsync(new TaskFilter(), Cancellation));

        Assert.Contains("another script 0001", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Use_NoTables_IsRefusedUntilTheyAreRebuilt()
    {
        await using var store = Store();
        var error = await Assert.ThrowsAsync<StateUnavailableException>(async () => await store.TasksAsync(new TaskFilter(), Cancellation));
        Assert.Contains("ora rebuild", error.NextStep, StringComparison.Ordinal);

        await store.ResetAsync(Cancellation);

        Assert.Empty(await store.TasksAsync(new TaskFilter(), Cancellation));
    }

    private PostgresStateStore Store() => new(new PostgresDatabase(_builder, TimeProvider.System));

    private async Task MigrateAsync()
    {
        await using var database = new PostgresDatabase(_builder, TimeProvider.System);
        await database.MigrateAsync(Cancellation);
    }
}
