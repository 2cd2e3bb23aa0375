using System.CommandLine;
using System.Text.Json.Nodes;
using Ora.Core.Queue;
using Ora.Mcp.Cli.Output;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Cli.Project;

/// <summary><c>ora rebuild</c>: makes everything that is not the files anew from the files.</summary>
internal static class RebuildCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var command = new Command("rebuild", "Drop the index, the tables and the memory and make them again from the files");
        context.SetAction(command, async (_, project, cancellationToken) => await RunAsync(project, context.Host.Clock, cancellationToken));
        return command;
    }

    private static async Task<Report> RunAsync(OpenProject project, TimeProvider clock, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var (counts, entries) = await ResetAsync(project, cancellationToken);
        var degraded = await project.CatchUpFullyAsync(cancellationToken);
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

    // The new index, which says that everything is yet to be projected, must be there before the tables are empty: killed in between,
    // old rows are replaced one by one; the other way round they would be gone and nothing would bring them back.
    private static async Task<(QueueCounts Counts, long Entries)> ResetAsync(OpenProject project, CancellationToken cancellationToken)
    {
        await using var turn = await project.Feed.LockAsync(cancellationToken);
        await project.Queue.RebuildAsync(cancellationToken);
        await project.State.ResetAsync(cancellationToken);
        await project.Memory.ResetAsync(cancellationToken);
        return (await project.Queue.CountsAsync(cancellationToken), await project.Feed.BacklogAsync(cancellationToken));
    }
}
