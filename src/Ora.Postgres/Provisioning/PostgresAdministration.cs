using System.Globalization;
using Npgsql;
using Ora.Core.Errors;
using Ora.Core.Projects;
using Ora.Postgres.Connections;

namespace Ora.Postgres.Provisioning;

/// <summary>What an administrator does for a project: its schema and its login role, and their end.</summary>
/// <remarks>Every operation throws <see cref="OraException"/> when the server does not answer, or refuses.</remarks>
public sealed class PostgresAdministration
{
    private const int OldestServer = 130_000;
    private const int LockClass = 0x4F7262;
    private const int ConnectionsMax = 50; // So that one project cannot take all of the server's.

    private readonly NpgsqlConnectionStringBuilder _connection;
    private readonly IReadOnlyDictionary<string, string> _variables;

    /// <summary>Reads an administrator's connection. Nothing is opened yet.</summary>
    /// <param name="connection">A URI or pairs. It may hold a password, so it is quoted nowhere.</param>
    /// <param name="source">Where it was given, for an error.</param>
    /// <param name="variables">The environment: what the connection leaves out is taken from <c>PG*</c>.</param>
    /// <exception cref="OraException">It cannot be understood.</exception>
    public PostgresAdministration(string connection, string source, IReadOnlyDictionary<string, string> variables)
    {
        _connection = ProjectConnection.OfAdmin(connection, source, variables);
        _variables = variables;
    }

    /// <summary>True when the connection itself holds a password.</summary>
    public static bool HoldsPassword(string connection, string source) => ConnectionText.Parse(connection, source).Password is { Length: > 0 };

    /// <summary>The password that the environment gives to the project's role (in <c>ORA_POSTGRES</c>), or null.</summary>
    public static string? PasswordIn(IReadOnlyDictionary<string, string> variables) =>
        variables.TryGetValue(ProjectConnection.Variable, out var text) && text.Length > 0
            ? ConnectionText.Parse(text, ProjectConnection.Variable).Password
            : null;

    /// <summary>A new password for a role.</summary>
    public static string NewPassword() => ScramVerifier.NewPassword();

    /// <summary>The project's names at the place that the connection leads to.</summary>
    /// <exception cref="OraException">A name is malformed or not to be had.</exception>
    public PostgresSettings Locate(PostgresSettings names) => names with
    {
        Host = _connection.Host!,
        Port = _connection.Port,
        Database = _connection.Database!,
        Schema = Identifier.Require(names.Schema, "schema"),
        Role = Identifier.Require(names.Role, "role"),
        SslMode = TlsMode.Name(_connection.SslMode),
        RootCertificate = _connection.RootCertificate,
    };

    /// <summary>Whether there is a role of this name.</summary>
    public Task<bool> RoleExistsAsync(string role, CancellationToken cancellationToken) => RunAsync(
        async session => await session.ValueAsync("SELECT 1 FROM pg_roles WHERE rolname = @name", role).ConfigureAwait(false) is not null, cancellationToken);

    /// <summary>
    /// Makes what is missing of a project: the login role, the schema it owns, the tables in it. What is there stays as it is.
    /// </summary>
    /// <returns>True when the tables are new, and so empty.</returns>
    /// <exception cref="OraException">A name is taken by somebody else, or the role's password is not the project's.</exception>
    public async Task<bool> CreateAsync(PostgresSettings settings, string password, CancellationToken cancellationToken)
    {
        await RunAsync(async session =>
        {
            await RequireServerAsync(session).ConfigureAwait(false);
            await session.ValueAsync($"SELECT pg_advisory_xact_lock({LockClass}, hashtext(@name))", settings.Schema).ConfigureAwait(false);
            await EnsureRoleAsync(session, settings, password).ConfigureAwait(false);
            await EnsureSchemaAsync(session, settings).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
        return await CreateTablesAsync(settings, password, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a project's schema with all in it, and its login role. What is gone already is no error.</summary>
    /// <exception cref="OraException">The schema belongs to somebody else; nothing was removed.</exception>
    public Task DropAsync(PostgresSettings settings, CancellationToken cancellationToken) => RunAsync(async session =>
    {
        var role = Identifier.Quote(Identifier.Require(settings.Role, "role"));
        var schema = Identifier.Quote(Identifier.Require(settings.Schema, "schema"));
        var owner = await OwnerOfAsync(session, settings.Schema).ConfigureAwait(false);
        if (owner is not null && owner != settings.Role) throw Foreign(settings);
        if (await session.ValueAsync("SELECT rolsuper FROM pg_roles WHERE rolname = @name", settings.Role).ConfigureAwait(false) is not { } isSuper) return true;
        if (isSuper is true) throw TooMighty(settings);
        await session.RunAsync($"ALTER ROLE {role} NOLOGIN").ConfigureAwait(false);
        await session.ValueAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = @name", settings.Role).ConfigureAwait(false);
        await session.RunAsync($"SET LOCAL lock_timeout = '10s'; GRANT {role} TO CURRENT_USER").ConfigureAwait(false);
        await session.RunAsync($"DROP SCHEMA IF EXISTS {schema} CASCADE; DROP OWNED BY {role} CASCADE; DROP ROLE {role}").ConfigureAwait(false);
        return true;
    }, cancellationToken);

    private static async Task RequireServerAsync(AdminSession session)
    {
        var version = int.Parse((string)(await session.ValueAsync("SHOW server_version_num").ConfigureAwait(false))!, CultureInfo.InvariantCulture);
        if (version >= OldestServer) return;
        throw new OraException(OraErrorCode.Configuration, "The server is older than PostgreSQL 13.", "Use a newer one.", "postgres");
    }

    private static async Task EnsureRoleAsync(AdminSession session, PostgresSettings settings, string password)
    {
        const string IsMighty = "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls FROM pg_roles WHERE rolname = @name";
        var found = await session.ValueAsync(IsMighty, settings.Role).ConfigureAwait(false);
        if (found is true) throw TooMighty(settings);
        if (found is not null) return;
        var role = Identifier.Quote(settings.Role);
        var database = Identifier.Quote(settings.Database);
        await session.RunAsync($"""
            CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT
              CONNECTION LIMIT {ConnectionsMax} PASSWORD {Identifier.Literal(ScramVerifier.Of(password))};
            GRANT CONNECT ON DATABASE {database} TO {role};
            ALTER ROLE {role} IN DATABASE {database} SET search_path = {Identifier.Quote(settings.Schema)}, pg_temp;
            ALTER ROLE {role} IN DATABASE {database} SET idle_in_transaction_session_timeout = '15s';
            ALTER ROLE {role} IN DATABASE {database} SET lock_timeout = '5s';
            """).ConfigureAwait(false);

        // PostgreSQL lets everybody run a new function and use a new type; that can only be taken back for all schemas of a role.
        await session.RunAsync($"""
            GRANT {role} TO CURRENT_USER;
            ALTER DEFAULT PRIVILEGES FOR ROLE {role} REVOKE ALL ON FUNCTIONS FROM PUBLIC;
            ALTER DEFAULT PRIVILEGES FOR ROLE {role} REVOKE ALL ON TYPES FROM PUBLIC;
            REVOKE {role} FROM CURRENT_USER;
            """).ConfigureAwait(false);
    }

    private static async Task EnsureSchemaAsync(AdminSession session, PostgresSettings settings)
    {
        var owner = await OwnerOfAsync(session, settings.Schema).ConfigureAwait(false);
        if (owner is not null && owner != settings.Role) throw Foreign(settings);
        if (owner is not null) return;
        var role = Identifier.Quote(settings.Role);
        var schema = Identifier.Quote(settings.Schema);
        await session.RunAsync($"""
            GRANT {role} TO CURRENT_USER;
            CREATE SCHEMA {schema} AUTHORIZATION {role};
            REVOKE ALL ON SCHEMA {schema} FROM PUBLIC;
            REVOKE {role} FROM CURRENT_USER;
            """).ConfigureAwait(false);
    }

    private static async Task<string?> OwnerOfAsync(AdminSession session, string schema) =>
        (string?)await session.ValueAsync("SELECT rolname::text FROM pg_namespace JOIN pg_roles ON pg_roles.oid = nspowner WHERE nspname = @name", schema).ConfigureAwait(false);

    // The tables are made by their owner. That he can log in shows that the project's password is his.
    private async Task<bool> CreateTablesAsync(PostgresSettings settings, string password, CancellationToken cancellationToken)
    {
        var builder = ProjectConnection.Of(settings, password, _variables);
        (builder.Timeout, builder.CommandTimeout) = (_connection.Timeout, _connection.CommandTimeout);
        try
        {
            var source = PostgresDatabase.SourceOf(builder);
            await using (source.ConfigureAwait(false))
            {
                var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    var isNew = await Migrations.Migrator.VersionAsync(connection, cancellationToken).ConfigureAwait(false) is null;
                    await Migrations.Migrator.MigrateAsync(connection, cancellationToken).ConfigureAwait(false);
                    return isNew;
                }
            }
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidPassword)
        {
            throw new OraException(
                OraErrorCode.Conflict,
                $"The role \"{settings.Role}\" exists, and its password is not the one in the project's postgres.password.",
                "Put the right one there; or remove role and schema with `ora drop` and start again.",
                inner: e);
        }
        catch (Core.State.StateUnavailableException e)
        {
            throw new OraException(OraErrorCode.Conflict, e.Problem, e.NextStep, inner: e);
        }
        catch (Exception e) when (PostgresFailure.IsOfStore(e))
        {
            throw Refused(e);
        }
    }

    private async Task<T> RunAsync<T>(Func<AdminSession, Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            var source = PostgresDatabase.SourceOf(_connection);
            await using (source.ConfigureAwait(false))
            {
                var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                    await using (transaction.ConfigureAwait(false))
                    {
                        var result = await action(new AdminSession(connection, transaction, cancellationToken)).ConfigureAwait(false);
                        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                        return result;
                    }
                }
            }
        }
        catch (Exception e) when (PostgresFailure.IsOfStore(e))
        {
            throw Refused(e);
        }
    }

    private static OraException Refused(Exception e) => e is PostgresException refusal
        ? new OraException(
            OraErrorCode.Unavailable,
            $"PostgreSQL refuses: {refusal.MessageText} (SQLSTATE {refusal.SqlState}).",
            "Give the connection of an administrator who may create roles and schemas in that database.",
            inner: e)
        : new OraException(
            OraErrorCode.Unavailable,
            "PostgreSQL does not answer, or the connection lacks a password.",
            "Check host, port, database, user, password and sslmode of the connection.",
            inner: e);

    private static OraException TooMighty(PostgresSettings settings) => new(
        OraErrorCode.Conflict,
        $"The role \"{settings.Role}\" may do more than a project may: it is a superuser, or may create roles or databases, or replicate.",
        "Name another role in project.json (postgres.role), or take those rights from it.",
        "role");

    private static OraException Foreign(PostgresSettings settings) => new(
        OraErrorCode.Conflict,
        $"The schema \"{settings.Schema}\" is there and does not belong to the role \"{settings.Role}\".",
        "Name another schema in project.json (schema), or make that role its owner.",
        "schema");
}
