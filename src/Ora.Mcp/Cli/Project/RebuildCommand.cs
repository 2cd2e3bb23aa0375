using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Ora.Core.Ids;
using Ora.Files.Projects;
using Ora.Mcp.Cli.Init;
using Ora.Mcp.Cli.Output;
using Ora.Mcp.Cli.Settings;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Cli.Project;

/// <summary><c>ora rebuild</c>: makes everything that is not the files anew from the files.</summary>
internal static class RebuildCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var command = new Command("rebuild", "Drop the index, the tables and the memory and make them again from the files");
        context.SetAction(command, async (parsed, cancellationToken) =>
        {
            var (root, name) = (context.Root(parsed), context.Project(parsed));
            await RestoreSchemaAsync(root, name, context.Host, cancellationToken);
            await using var project = await OpenProject.OpenAsync(
                root, name, NullLoggerFactory.Instance, context.Host.Clock, cancellationToken, new ProjectAdapters(context.Host.Variables));
            return await RunAsync(project, context.Host.Clock, cancellationToken);
        });
        return command;
    }

    // The project's role may not make a schema. With the administrator's connection at hand, one that was dropped comes back, too.
    private static async Task RestoreSchemaAsync(string root, ProjectName name, CliHost host, CancellationToken cancellationToken)
    {
        var folder = ProjectFolder.Open(root, name);
        if (!folder.UsesPostgres || EnvironmentSettings.Find(host.Variables, EnvironmentSettings.PostgresAdmin) is null) return;
        var connection = await AdminConnection.FindAsync(flag: null, host, () => Task.FromResult<string?>(null));
        await PostgresProject.EnsureAsync(folder, connection, host, cancellationToken);
    }

    private static async Task<Report> RunAsync(OpenProject project, TimeProvider clock, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var (counts, entries, degraded) = await Rebuild.RunAsync(project, cancellationToken);
        var tasks = counts.Waiting + counts.Working + counts.Completed + counts.Failed + counts.Cancelled;
        var messages = Math.Max(0, entries - tasks);
        var elapsed = clock.GetElapsedTime(started);
        var json = new JsonObject
        {
            ["tasks"] = tasks,
            ["messages"] = messages,
            ["rejected"] = counts.Rejected,
            ["seconds"] = Math.Round(elapsed.TotalSeconds, 3),
        };
        if (degraded is not null) json["degraded"] = degraded;
        return new Report(writer => json.WriteTo(writer), screen =>
        {
            screen.Line($"Dropped the index, the tables and the memory of {project.Operator.Project}.");
            screen.Line($"Made them again from {tasks} tasks and {messages} messages in {elapsed.TotalSeconds:F1} s.");
            if (counts.Rejected > 0) screen.Line($"{counts.Rejected} files in failed/ are no messages; `ora status` says why.");
            if (degraded is not null) screen.Line($"Degraded: {degraded}");
        });
    }
}
