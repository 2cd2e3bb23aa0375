using Ora.Core.Errors;
using Ora.Postgres.Provisioning;

namespace Ora.Mcp.Cli.Settings;

/// <summary>The connection of PostgreSQL's administrator. It holds a secret, so it is better not said on the command line, which others see.</summary>
/// <param name="Text">The connection.</param>
/// <param name="Source">Where it was given, for an error.</param>
/// <param name="Warning">What is wrong with how it was given, or null.</param>
internal sealed record AdminConnection(string Text, string Source, string? Warning)
{
    /// <summary>Finds it: in the flag's value, on standard input for <c>-</c>, else in <c>ORA_POSTGRES_ADMIN</c>.</summary>
    /// <exception cref="OraException">It is nowhere.</exception>
    public static async Task<AdminConnection> FindAsync(string? flag, CliHost host, Func<Task<string?>> readLine)
    {
        if (flag is { Length: > 0 } and not "-") return new AdminConnection(flag, "--postgres", WarningOf(flag));
        var text = flag == "-" ? await readLine() : EnvironmentSettings.Find(host.Variables, EnvironmentSettings.PostgresAdmin);
        return text is { Length: > 0 } ? new AdminConnection(text, flag == "-" ? "standard input" : EnvironmentSettings.PostgresAdmin, null) : throw new OraException(
            OraErrorCode.Configuration,
            "The connection of PostgreSQL's administrator is given nowhere.",
            $"Set {EnvironmentSettings.PostgresAdmin} to postgres://user:password@host:5432/database, or give \"--postgres -\" and write it to standard input.",
            "postgres");
    }

    /// <summary>What an administrator does with it.</summary>
    public PostgresAdministration Administration(CliHost host) => new(Text, Source, host.Variables);

    private static string? WarningOf(string text) => PostgresAdministration.HoldsPassword(text, "--postgres")
        ? $"The connection held a password, and other users of this machine can see a command line: change it, and use {EnvironmentSettings.PostgresAdmin} or \"--postgres -\"."
        : null;
}
