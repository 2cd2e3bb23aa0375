using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Ora.Core.Errors;
using Ora.Core.Projects;
using Ora.Core.State;
using Ora.Postgres.Connections;
using Ora.Postgres.State;
using Ora.Postgres.Tests.Cluster;
using Ora.Postgres.Tests.Fleet;
using Xunit;

namespace Ora.Postgres.Tests.Connections;

/// <summary>Where a project's connection leads, and that it is encrypted when that is asked for.</summary>
public sealed class ProjectConnectionTests(PostgresCluster cluster)
{
    private static readonly PostgresSettings Settings = new() { Host = "db.example", Port = 5433, Database = "d", Schema = "ora_demo", Role = "ora_demo", SslMode = "require" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Of_ProjectJson_IsFollowed()
    {
        var connection = ProjectConnection.Of(Settings, "p", new Dictionary<string, string>());

        Assert.Equal(("db.example", 5433, "d", "ora_demo", "p", SslMode.Require), (connection.Host, connection.Port, connection.Database, connection.Username, connection.Password, connection.SslMode));
        Assert.Equal("\"ora_demo\"", connection.SearchPath);
        Assert.False(connection.Pooling);
        Assert.InRange(connection.Timeout, 1, 3);
        Assert.InRange(connection.CommandTimeout, 1, 5);
    }

    [Theory]
    [InlineData("postgres://other.example:6000/e?sslmode=verify-full")]
    [InlineData("Host=other.example;Port=6000;Database=e;SSL Mode=VerifyFull")]
    public void Of_Variable_GoesBeforeProjectJsonButNeverNamesTheRole(string text)
    {
        var connection = ProjectConnection.Of(Settings, "p", new Dictionary<string, string> { ["ORA_POSTGRES"] = text });

        Assert.Equal(("other.example", 6000, "e", "ora_demo", "p", SslMode.VerifyFull), (connection.Host, connection.Port, connection.Database, connection.Username, connection.Password, connection.SslMode));
    }

    [Fact]
    public void Of_UsualVariables_FillInWhatIsMissing()
    {
        var variables = new Dictionary<string, string> { ["PGPASSWORD"] = "usual", ["PGUSER"] = "postgres", ["PGSSLROOTCERT"] = "/ca.crt", ["PGHOST"] = "elsewhere" };

        var connection = ProjectConnection.Of(Settings, null, variables);

        Assert.Equal(("db.example", "ora_demo", "usual", "/ca.crt"), (connection.Host, connection.Username, connection.Password, connection.RootCertificate));
        Assert.Equal("elsewhere", ProjectConnection.OfAdmin("Username=u", "--postgres", variables).Host);
    }

    [Fact]
    public void Of_PercentEncodedPassword_IsDecoded() =>
        Assert.Equal("p@ss:/w;'", ConnectionText.Parse("postgres://u:p%40ss%3A%2Fw%3B%27@h/d", "x").Password);

    [Fact]
    public void Of_UnknownSslMode_IsRefused() =>
        Assert.Throws<OraException>(() => ProjectConnection.Of(Settings with { SslMode = "maybe" }, null, new Dictionary<string, string>()));

    [Fact]
    public async Task Tls_VerifyFull_IsHonoured()
    {
        await using var root = await TestRoot.CreateAsync(cluster);
        var project = await root.InitAsync("tls");
        var right = project.Postgres with { SslMode = "verify-full", RootCertificate = cluster.Authority };

        await using var store = Store(right);
        Assert.Empty(await store.TasksAsync(new TaskFilter(), Cancellation));
        await using var connection = new NpgsqlConnection(ProjectConnection.Of(right, project.ReadPostgresPassword(), root.Variables).ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", connection);
        Assert.Equal(true, await command.ExecuteScalarAsync(Cancellation));

        await using var wrong = Store(right with { RootCertificate = null });
        await Assert.ThrowsAsync<StateUnavailableException>(async () => await wrong.TasksAsync(new TaskFilter(), Cancellation));

        PostgresStateStore Store(PostgresSettings settings) => new(new PostgresDatabase(settings, project.ReadPostgresPassword(), root.Variables, TimeProvider.System));
    }

    [Fact]
    public async Task Statement_ThatWaitsForALock_IsGivenUpAfterTheTimeOut()
    {
        var builder = cluster.Builder(await cluster.CreateDatabaseAsync());
        builder.CommandTimeout = 1;
        await using var store = new PostgresStateStore(new PostgresDatabase(builder, TimeProvider.System));
        await store.ResetAsync(Cancellation);
        await using var other = new NpgsqlConnection(builder.ConnectionString);
        await other.OpenAsync(Cancellation);
        await using var transaction = await other.BeginTransactionAsync(Cancellation);
        await using var command = new NpgsqlCommand("LOCK TABLE tasks IN ACCESS EXCLUSIVE MODE", other, transaction);
        await command.ExecuteNonQueryAsync(Cancellation);

        await Assert.ThrowsAsync<StateUnavailableException>(async () => await store.TasksAsync(new TaskFilter(), Cancellation));
    }

    [Fact]
    public async Task Circuit_ServerThatDoesNotAnswer_IsAskedAgainOnlyAfterAPause()
    {
        var clock = new FakeTimeProvider();
        await using var store = new PostgresStateStore(new PostgresDatabase(cluster.Builder("comes_later"), clock));
        var error = await Assert.ThrowsAsync<StateUnavailableException>(async () => await store.TasksAsync(new TaskFilter(), Cancellation));
        Assert.Contains("does not exist", error.Problem, StringComparison.Ordinal);
        await cluster.SqlAsync("postgres", "CREATE DATABASE comes_later");
        await using (var other = new PostgresDatabase(cluster.Builder("comes_later"), TimeProvider.System)) await other.MigrateAsync(Cancellation);

        Assert.NotNull(store.Unavailable);
        await Assert.ThrowsAsync<StateUnavailableException>(async () => await store.TasksAsync(new TaskFilter(), Cancellation));
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(store.Unavailable);
        Assert.Empty(await store.TasksAsync(new TaskFilter(), Cancellation));
    }
}
