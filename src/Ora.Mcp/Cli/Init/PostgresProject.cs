using Ora.Core.Errors;
using Ora.Core.Projects;
using Ora.Files.Projects;
using Ora.Mcp.Cli.Settings;
using Ora.Postgres.Provisioning;

namespace Ora.Mcp.Cli.Init;

/// <summary>Puts a project's tables into PostgreSQL: schema, login role and password, each only if it is missing.</summary>
internal static class PostgresProject
{
    /// <summary>What was done.</summary>
    /// <param name="TablesAreNew">The tables are new, and so empty.</param>
    /// <param name="SettingsChanged"><c>project.json</c> said something else before.</param>
    public readonly record struct Outcome(bool TablesAreNew, bool SettingsChanged);

    /// <summary>Makes what is missing.</summary>
    /// <exception cref="OraException">The server does not answer, a name is taken, or the role's password is not known here.</exception>
    public static async Task<Outcome> EnsureAsync(ProjectFolder folder, AdminConnection connection, CliHost host, CancellationToken cancellationToken)
    {
        var administration = connection.Administration(host);
        var settings = administration.Locate(folder.Postgres);
        var password = await PasswordAsync(folder, administration, settings, host, cancellationToken);
        var isNew = await administration.CreateAsync(settings, password, cancellationToken);
        return new Outcome(isNew, folder.UsePostgres(settings));
    }

    // A new password is in the file before the role is made: killed in between, the next try goes on with it.
    private static async Task<string> PasswordAsync(
        ProjectFolder folder, PostgresAdministration administration, PostgresSettings settings, CliHost host, CancellationToken cancellationToken)
    {
        if ((PostgresAdministration.PasswordIn(host.Variables) ?? folder.ReadPostgresPassword()) is { } known) return known;
        if (await administration.RoleExistsAsync(settings.Role, cancellationToken))
        {
            throw new OraException(
                OraErrorCode.Conflict,
                $"The role \"{settings.Role}\" exists, and this project's folder does not hold its password: it may be another project's.",
                $"Put its password into postgres.password in the project's folder (mode 600) or into {EnvironmentSettings.Postgres}, or name another role in project.json.",
                "role");
        }

        var made = PostgresAdministration.NewPassword();
        folder.WritePostgresPassword(made);
        return made;
    }
}
