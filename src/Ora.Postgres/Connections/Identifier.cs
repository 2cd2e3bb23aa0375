using System.Text.RegularExpressions;
using Ora.Core.Errors;

namespace Ora.Postgres.Connections;

/// <summary>Names of schemas and roles: checked, then quoted, wherever they become part of a statement.</summary>
internal static partial class Identifier
{
    private static readonly string[] Reserved = ["public", "information_schema", "none", "postgres"];

    /// <summary>Lets a name through that a project may own.</summary>
    /// <exception cref="OraException">It is malformed or belongs to PostgreSQL.</exception>
    public static string Require(string name, string field)
    {
        if (Form().IsMatch(name) && !name.StartsWith("pg_", StringComparison.Ordinal) && !Reserved.Contains(name)) return name;
        throw new OraException(
            OraErrorCode.Configuration,
            $"The {field} in project.json is no name that a project may have.",
            "Use 1 to 63 characters of a-z, 0-9, '_' and '-', first a letter; not \"public\", and nothing that starts with \"pg_\".",
            field);
    }

    /// <summary>A checked name as an identifier of SQL: <c>"ora_my-project"</c>.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text as a constant of SQL, for the statements that take no parameters.</summary>
    public static string Literal(string text) =>
        text.Contains('\\', StringComparison.Ordinal)
            ? throw new ArgumentException("A backslash has two meanings in a constant.", nameof(text))
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,62}$")]
    private static partial Regex Form();
}
