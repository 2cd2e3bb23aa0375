using System.Globalization;
using Npgsql;
using Ora.Core.Errors;
using Ora.Core.Projects;

namespace Ora.Postgres.Connections;

/// <summary>
/// How a project's own connections are made. The role and the schema come from <c>project.json</c> alone; where the server is may be
/// said by <c>ORA_POSTGRES</c>, else by <c>project.json</c>; the password by <c>ORA_POSTGRES</c>, else by the project's own file, else
/// by <c>PGPASSWORD</c>.
/// </summary>
internal static class ProjectConnection
{
    /// <summary>The variable that overrides where the server is.</summary>
    public const string Variable = "ORA_POSTGRES";

    // Seconds. An agent that waits for the tables would rather go on without them.
    private const int ConnectSeconds = 3;
    private const int CommandSeconds = 5;

    // Nor does an administrator wait for ever, but there is nothing to go on with.
    private const int AdminSeconds = 30;

    /// <summary>The connection's parameters.</summary>
    /// <param name="settings">What <c>project.json</c> says.</param>
    /// <param name="password">What the project's password file says, or null.</param>
    /// <param name="variables">The environment.</param>
    /// <exception cref="OraException">They are wrong, or there is no password.</exception>
    public static NpgsqlConnectionStringBuilder Of(PostgresSettings settings, string? password, IReadOnlyDictionary<string, string> variables)
    {
        var builder = Find(variables, Variable) is { } text ? ConnectionText.Parse(text, Variable) : new NpgsqlConnectionStringBuilder();
        var role = Identifier.Require(settings.Role, "role");
        if (builder.Username is { Length: > 0 } other && other != role)
        {
            throw new OraException(
                OraErrorCode.Configuration,
                $"{Variable} names another user than the project's role \"{role}\", and the tables must never be written as anybody else.",
                $"Leave the user out of {Variable}, or correct \"role\" in project.json.",
                Variable);
        }

        builder.Username = role;
        builder.Host ??= settings.Host;
        if (!builder.ShouldSerialize("Port")) builder.Port = settings.Port;
        builder.Database ??= settings.Database;
        if (!builder.ShouldSerialize("SSL Mode") && settings.SslMode is { } mode) builder.SslMode = ModeOf(mode);
        builder.RootCertificate ??= settings.RootCertificate ?? Find(variables, "PGSSLROOTCERT");
        builder.Password ??= password ?? Find(variables, "PGPASSWORD");
        builder.SearchPath = Identifier.Quote(Identifier.Require(settings.Schema, "schema"));
        return Bounded(builder, "ora");
    }

    /// <summary>The parameters of an operator's connection, filled up from the <c>PG*</c> variables.</summary>
    /// <exception cref="OraException">They cannot be understood.</exception>
    public static NpgsqlConnectionStringBuilder OfAdmin(string text, string source, IReadOnlyDictionary<string, string> variables)
    {
        var builder = ConnectionText.Parse(text, source);
        builder.Host ??= Find(variables, "PGHOST") ?? "localhost";
        if (!builder.ShouldSerialize("Port") && Find(variables, "PGPORT") is { } port)
            builder.Port = int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw WrongVariable("PGPORT");
        builder.Username ??= Find(variables, "PGUSER") ?? "postgres";
        builder.Password ??= Find(variables, "PGPASSWORD");
        builder.Database ??= Find(variables, "PGDATABASE") ?? builder.Username;
        if (!builder.ShouldSerialize("SSL Mode") && Find(variables, "PGSSLMODE") is { } mode) builder.SslMode = ModeOf(mode);
        builder.RootCertificate ??= Find(variables, "PGSSLROOTCERT");
        builder.CommandTimeout = AdminSeconds;
        Bounded(builder, "ora init").Timeout = AdminSeconds;
        return builder;
    }

    // No pool: a hundred servers of one project would each keep a connection that does nothing. One is open for one piece of work.
    private static NpgsqlConnectionStringBuilder Bounded(NpgsqlConnectionStringBuilder builder, string application)
    {
        builder.ApplicationName = application;
        builder.Pooling = false;
        builder.Multiplexing = false;
        builder.Timeout = ConnectSeconds;
        if (!builder.ShouldSerialize("Command Timeout")) builder.CommandTimeout = CommandSeconds;
        builder.CancellationTimeout = -1; // A server that does not answer is not asked to cancel either: the connection is dropped.
        builder.PersistSecurityInfo = false;
        builder.IncludeErrorDetail = false; // A detail quotes the row, and so what agents wrote.
        builder.LogParameters = false;
        builder.Enlist = false;
        return builder;
    }

    private static SslMode ModeOf(string name)
    {
        try
        {
            return TlsMode.Parse(name);
        }
        catch (FormatException)
        {
            throw new OraException(
                OraErrorCode.Configuration, $"\"{name}\" is no sslMode.", "Use disable, allow, prefer, require, verify-ca or verify-full.", "sslMode");
        }
    }

    private static OraException WrongVariable(string name) =>
        new(OraErrorCode.Configuration, $"The environment variable {name} is no number.", "Correct it or unset it.", name);

    private static string? Find(IReadOnlyDictionary<string, string> variables, string name) =>
        variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
