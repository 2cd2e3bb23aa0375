using System.Net.Sockets;
using Npgsql;
using Ora.Core.State;

namespace Ora.Postgres;

/// <summary>What a failure of PostgreSQL means to Ora. The words hold no secret, no row and no other project's name.</summary>
internal static class PostgresFailure
{
    private const string FollowsByItself = "Tasks and messages are safe in the files, and the tables follow by themselves when it is back.";

    /// <summary>Whether an exception says that the store failed, not the code.</summary>
    public static bool IsOfStore(Exception exception) =>
        exception is NpgsqlException or TimeoutException or IOException or SocketException or ObjectDisposedException;

    /// <summary>
    /// Whether what was written is at fault, so that it would be refused for ever: a value out of range (class 22), a constraint (23), a
    /// limit of the program (54).
    /// </summary>
    public static bool IsOfData(Exception exception) => exception is PostgresException { SqlState: ['2', '2' or '3', ..] or ['5', '4', ..] };

    /// <summary>What is wrong with data that was refused, without quoting it.</summary>
    public static string DataProblem(PostgresException exception) => exception.ConstraintName is { Length: > 0 } constraint
        ? $"{exception.SqlState}: it breaks {constraint}"
        : $"{exception.SqlState}: {exception.MessageText}";

    /// <summary>What callers are told.</summary>
    public static StateUnavailableException Unavailable(Exception exception) => exception switch
    {
        PostgresException refusal => Refused(refusal),
        NpgsqlException { InnerException: null } e when e.Message.StartsWith("No password", StringComparison.Ordinal) => new(
            "PostgreSQL asks for the password of the project's role, and there is none.",
            "Put it into the project's postgres.password (mode 600), or give it in ORA_POSTGRES.",
            e),
        _ => new("PostgreSQL does not answer.", FollowsByItself, exception),
    };

    private static StateUnavailableException Refused(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new(
            "PostgreSQL refuses the project's role or its password.",
            "Put the right password into the project's postgres.password, or give it in ORA_POSTGRES.",
            e),
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedColumn => Missing(e),
        PostgresErrorCodes.InvalidCatalogName => new(
            "The database that project.json names does not exist.", "Create it, then run `ora init PROJECT --postgres` and `ora rebuild`.", e),
        PostgresErrorCodes.InsufficientPrivilege => new(
            "PostgreSQL denies the project's role a right on its own schema.", "Run `ora init PROJECT --postgres` again as an administrator.", e),
        PostgresErrorCodes.TooManyConnections => new("PostgreSQL has no connection left.", FollowsByItself, e),
        _ => new($"PostgreSQL refuses (SQLSTATE {e.SqlState}).", FollowsByItself, e),
    };

    /// <summary>What is told when the schema or its tables are not there.</summary>
    public static StateUnavailableException Missing(Exception? inner = null) => new(
        "The project's schema or its tables are missing in PostgreSQL.",
        "Tasks and messages are safe in the files: run `ora rebuild` (and before it `ora init PROJECT --postgres` if the schema itself was dropped).",
        inner);
}
