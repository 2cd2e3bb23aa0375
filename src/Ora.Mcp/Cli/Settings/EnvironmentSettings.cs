using Ora.Core.Errors;

namespace Ora.Mcp.Cli.Settings;

/// <summary>The settings that come from environment variables. A flag of the same name goes before them.</summary>
internal static class EnvironmentSettings
{
    /// <summary>The folder of all projects.</summary>
    public const string Root = "ORA_ROOT";

    /// <summary>The project.</summary>
    public const string Project = "ORA_PROJECT";

    /// <summary>Who a server's connection speaks for.</summary>
    public const string Agent = "ORA_AGENT";

    /// <summary>The role of a server's connection.</summary>
    public const string Role = "ORA_ROLE";

    /// <summary>Where PostgreSQL is, for projects that keep their tables there; may hold the password of the project's role.</summary>
    public const string Postgres = "ORA_POSTGRES";

    /// <summary>The connection of PostgreSQL's administrator, for <c>init</c>, <c>rebuild</c> and <c>drop</c>. It may hold a password.</summary>
    public const string PostgresAdmin = "ORA_POSTGRES_ADMIN";

    private const string Prefix = "ORA_";

    /// <summary>All that Ora reads.</summary>
    public static IReadOnlyList<string> Known { get; } = [Root, Project, Agent, Role, Postgres, PostgresAdmin];

    // Oracle's database client has used this prefix for decades; its variables are none of ours.
    private static readonly string[] OraclePrefixes =
        ["ORA_NLS", "ORA_SDTZ", "ORA_TZFILE", "ORA_CRS_HOME", "ORA_ASM_HOME", "ORA_GRID", "ORA_CLIENT", "ORA_ENCRYPT", "ORA_RMAN", "ORA_DEBUG", "ORA_FPU", "ORA_OCI"];

    /// <summary>Refuses a variable that looks like a setting of Ora but is none: a misspelt setting must not be ignored silently.</summary>
    /// <exception cref="OraException">There is one.</exception>
    public static void RefuseUnknown(IReadOnlyDictionary<string, string> variables)
    {
        var unknown = variables.Keys
            .Where(name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
                && !Known.Contains(name, OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal)
                && !OraclePrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        if (unknown is null) return;
        throw new OraException(
            OraErrorCode.Configuration,
            $"The environment variable {unknown} is no setting of Ora.",
            $"Unset it or correct its name; known are: {string.Join(", ", Known)}.",
            unknown);
    }

    /// <summary>A variable's value; one that is empty counts as not set.</summary>
    public static string? Find(IReadOnlyDictionary<string, string> variables, string name) =>
        variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
