using Npgsql;
using Ora.Core.Projects;
using Ora.Core.State;
using Ora.Postgres.Connections;
using Ora.Postgres.Migrations;

namespace Ora.Postgres;

/// <summary>
/// A project's schema in PostgreSQL. A connection is opened for one piece of work and closed after it: there may be a hundred
/// processes, and each has little to do.
/// </summary>
/// <remarks>Every operation throws <see cref="StateUnavailableException"/> when the server does not answer or refuses.</remarks>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _timeProvider;
    private readonly Circuit _circuit;
    private bool _isCurrent;

    /// <summary>Describes a database. Nothing is opened before the first operation.</summary>
    /// <param name="settings">Where it is.</param>
    /// <param name="password">What the project's password file says, or null.</param>
    /// <param name="variables">The environment: <c>ORA_POSTGRES</c>, <c>PGPASSWORD</c>.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="Core.Errors.OraException">The settings are wrong.</exception>
    public PostgresDatabase(
        PostgresSettings settings, string? password, IReadOnlyDictionary<string, string> variables, TimeProvider timeProvider)
        : this(ProjectConnection.Of(settings, password, variables), timeProvider)
    {
    }

    internal PostgresDatabase(NpgsqlConnectionStringBuilder connection, TimeProvider timeProvider)
    {
        _source = SourceOf(connection);
        _timeProvider = timeProvider;
        _circuit = new Circuit(timeProvider);
    }

    /// <summary>Why the server is not asked right now, or null.</summary>
    internal StateUnavailableException? Unavailable => _circuit.Reason;

    /// <summary>The parts of Npgsql that Ora needs, and no others: what is not named here is not in the program.</summary>
    internal static NpgsqlDataSource SourceOf(NpgsqlConnectionStringBuilder connection)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(connection.ConnectionString);
        builder.EnableTransportSecurity();
        builder.ConfigureTypeLoading(loading => loading.EnableTypeLoading(false)); // Only built-in types are used.
        return builder.Build();
    }

    /// <summary>Opens a connection, reads, and closes it.</summary>
    internal ValueTask<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken) =>
        UseAsync(async connection =>
        {
            await RequireCurrentAsync(connection, cancellationToken).ConfigureAwait(false);
            return await read(connection).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Opens a connection and runs one transaction.</summary>
    /// <exception cref="PostgresException">What was written is at fault; nothing of it was kept.</exception>
    internal async ValueTask WriteAsync(Func<NpgsqlConnection, NpgsqlTransaction, Task> write, CancellationToken cancellationToken) =>
        await UseAsync(async connection =>
        {
            await RequireCurrentAsync(connection, cancellationToken).ConfigureAwait(false);
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await write(connection, transaction).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }

            return true;
        }, cancellationToken).ConfigureAwait(false);

    /// <summary>Makes the tables that are missing, also when all are. It asks the server even when that did not answer just now.</summary>
    internal async ValueTask MigrateAsync(CancellationToken cancellationToken)
    {
        await UseAsync(async connection =>
        {
            await Migrator.MigrateAsync(connection, cancellationToken).ConfigureAwait(false);
            return _isCurrent = true;
        }, cancellationToken, asksAnyway: true).ConfigureAwait(false);
    }

    /// <summary>Drops the tables that are there and makes all of them.</summary>
    internal async ValueTask MakeAnewAsync(CancellationToken cancellationToken)
    {
        await UseAsync(async connection =>
        {
            await Migrator.MakeAnewAsync(connection, cancellationToken).ConfigureAwait(false);
            return _isCurrent = true;
        }, cancellationToken, asksAnyway: true).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    // Tables of an older program are brought up to date by whoever comes first. Where there are none, somebody dropped them: making
    // them here would show an empty project, so that is left to `ora rebuild`, which also fills them.
    private async ValueTask RequireCurrentAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_isCurrent) return;
        var version = await Migrator.VersionAsync(connection, cancellationToken).ConfigureAwait(false) ?? throw PostgresFailure.Missing();
        if (version != Migrator.Newest) await Migrator.MigrateAsync(connection, cancellationToken).ConfigureAwait(false);
        _isCurrent = true;
    }

    private async ValueTask<T> UseAsync<T>(
        Func<NpgsqlConnection, Task<T>> action, CancellationToken cancellationToken, bool asksAnyway = false)
    {
        if (!asksAnyway && _circuit.Reason is { } reason) throw new StateUnavailableException(reason.Problem, reason.NextStep, reason.InnerException);
        try
        {
            var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var result = await action(connection).ConfigureAwait(false);
                _circuit.Close();
                return result;
            }
        }
        catch (Exception e) when (PostgresFailure.IsOfStore(e) && !PostgresFailure.IsOfData(e))
        {
            var unavailable = PostgresFailure.Unavailable(e);
            _isCurrent = false;
            _circuit.Open(unavailable);
            throw unavailable;
        }
        catch (StateUnavailableException e)
        {
            _circuit.Open(e);
            throw;
        }
    }

    // A caller who loses patience while the server is silent has learnt as much as one whom the time-out reaches.
    private async ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var started = _timeProvider.GetTimestamp();
        try
        {
            return await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_timeProvider.GetElapsedTime(started) >= Long)
        {
            _circuit.Open(PostgresFailure.Unavailable(new TimeoutException()));
            throw;
        }
    }
}
