using System.CommandLine;
using System.Text.Json.Nodes;
using Ora.Core.Ids;
using Ora.Files.Projects;
using Ora.Mcp.Cli.Output;
using Ora.Mcp.Cli.Project;
using Ora.Mcp.Cli.Settings;

namespace Ora.Mcp.Cli.Init;

/// <summary><c>ora init</c>: makes a project, and puts its tables into PostgreSQL if that is asked for.</summary>
internal static class InitCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("PROJECT") { Description = "Its name: 1 to 40 characters of a-z, 0-9 and '-'" };
        var postgres = PostgresOption("Keep its tables in PostgreSQL, in a schema and under a login role of its own");
        var command = new Command("init", "Make a project; one that is there stays as it is") { name, postgres };
        context.SetAction(command, (parsed, cancellationToken) => RunAsync(
            context.Host,
            context.Root(parsed),
            ProjectName.Parse(parsed.GetRequiredValue(name)),
            parsed.GetResult(postgres) is null ? null : parsed.GetValue(postgres) ?? "",
            cancellationToken));
        return command;
    }

    /// <summary>The option for the administrator's connection: without a value it comes from the environment.</summary>
    public static Option<string?> PostgresOption(string description) => new("--postgres")
    {
        HelpName = "CONNECTION",
        Arity = ArgumentArity.ZeroOrOne,
        Description = $"{description}; the administrator's connection is read from {EnvironmentSettings.PostgresAdmin}, or from standard input for '-'",
    };

    private static async Task<Report> RunAsync(CliHost host, string root, ProjectName name, string? postgres, CancellationToken cancellationToken)
    {
        var folder = ProjectFolder.Create(root, name, settings: null, host.Clock);
        var json = new JsonObject { ["project"] = name.Value, ["path"] = folder.Path, ["created"] = folder.Created };
        if (postgres is null) return new Report(writer => json.WriteTo(writer), screen => ShowFolder(screen, folder));

        using var input = new StreamReader(host.OpenInput());
        var connection = await AdminConnection.FindAsync(postgres, host, () => input.ReadLineAsync(cancellationToken).AsTask());
        var outcome = await PostgresProject.EnsureAsync(folder, connection, host, cancellationToken);
        var rebuilt = !folder.Created && (outcome.TablesAreNew || outcome.SettingsChanged);
        if (rebuilt) await Rebuild.RunAsync(root, name, host, cancellationToken);
        json["state"] = "postgres";
        json["schema"] = folder.Postgres.Schema;
        json["role"] = folder.Postgres.Role;
        json["tablesCreated"] = outcome.TablesAreNew;
        if (connection.Warning is not null) json["warning"] = connection.Warning;
        return new Report(writer => json.WriteTo(writer), screen =>
        {
            if (folder.Created) ShowFolder(screen, folder);
            else screen.Line($"The project {folder.Name} is there already, in {folder.Path}");
            var (place, at) = ($"\"{folder.Postgres.Schema}\" in {folder.Postgres.Database}", $"{folder.Postgres.Host}:{folder.Postgres.Port}");
            screen.Line(outcome.TablesAreNew ? $"Made its tables in the schema {place} at {at}." : $"Its tables are in the schema {place} at {at} already.");
            if (rebuilt) screen.Line("Filled them from the files. Restart the project's servers: those that run still write to the tables of before.");
            if (connection.Warning is not null) screen.Line($"Warning: {connection.Warning}");
        });
    }

    private static void ShowFolder(Screen screen, ProjectFolder folder)
    {
        if (!folder.Created)
        {
            screen.Line($"The project {folder.Name} is there already, in {folder.Path}; nothing was changed.");
            return;
        }

        screen.Line($"Made the project {folder.Name} in {folder.Path}");
        screen.Line($"Next: ora task add --project {folder.Name} --title \"…\", and ora client-config claude-code --project {folder.Name} --write");
    }
}
