using System.CommandLine;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;
using Ora.Mcp.Cli.Agents;
using Ora.Mcp.Cli.Output;
using Ora.Mcp.Resources;

namespace Ora.Mcp.Cli.Project;

/// <summary><c>ora status</c>: where a project stands.</summary>
internal static class StatusCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var command = new Command("status", "Show counts, agents, open blockers and what is wrong");
        context.SetAction(command, async (_, project, cancellationToken) =>
        {
            var status = await project.Reader.StatusAsync(cancellationToken);
            return Report.Of(status, ReadJsonContext.Default.ProjectStatus, screen => Show(screen, status));
        });
        return command;
    }

    private static void Show(Screen screen, ProjectStatus status)
    {
        ShowCounts(screen, status);
        screen.Line();
        AgentCommand.Show(screen, status.Agents);
        if (status.Blockers.Count > 0) ShowBlockers(screen, status.Blockers);
        if (status.Rejected.Count > 0) ShowRejected(screen, status.Rejected);
        if (status.SetAside.Count > 0) ShowSetAside(screen, status.SetAside);
    }

    private static void ShowCounts(Screen screen, ProjectStatus status)
    {
        var counts = status.Counts;
        screen.Fields(
            ("Project", status.Project),
            ("Tasks", $"{counts.Waiting} waiting ({counts.Blocked} for other tasks), {counts.Working} working, {counts.Completed} completed, {counts.Failed} failed, {counts.Cancelled} cancelled"),
            ("Messages", $"{counts.Inbox} for agents, {counts.Outbox} for the Director"),
            ("Blockers", $"{status.Blockers.Count} open"),
            ("Rejected", $"{counts.Rejected} files"),
            ("Tables", status.State),
            ("Backlog", $"{status.ProjectionBacklog} changes not yet in the tables"),
            ("Embeddings", status.Embeddings is { } embeddings
                ? $"{embeddings.Waiting} passages and {embeddings.Removals} removals wait, {embeddings.Refused} refused ({embeddings.Model}, index {embeddings.Index})"
                : null),
            ("Degraded", status.Degraded));
    }

    private static void ShowBlockers(Screen screen, IReadOnlyList<BlockerRow> blockers)
    {
        screen.Line();
        var table = new Table(
            new Column("BLOCKER"), new Column("SEVERITY"), new Column("AGENT"), new Column("TASK"), new Column("SINCE"),
            new Column("WHAT", Flexible: true), new Column("NEEDS", Flexible: true));
        foreach (var blocker in blockers)
        {
            table.Add(
                blocker.BlockerId, WireEnum.Name(blocker.Severity), blocker.AgentId, blocker.TaskId, Moment.Text(blocker.RaisedAt),
                blocker.Description, blocker.Needs);
        }

        table.WriteTo(screen, "");
    }

    private static void ShowRejected(Screen screen, IReadOnlyList<RejectedFile> files)
    {
        screen.Line();
        var table = new Table(new Column("REJECTED FILE"), new Column("WHEN"), new Column("WHY", Flexible: true));
        foreach (var file in files) table.Add(file.Name, Moment.Text(file.RejectedAt), file.Rejection.Problem);
        table.WriteTo(screen, "");
    }

    private static void ShowSetAside(Screen screen, IReadOnlyList<ProjectionFailure> failures)
    {
        screen.Line();
        var table = new Table(new Column("NOT IN THE TABLES"), new Column("SINCE"), new Column("WHY", Flexible: true));
        foreach (var failure in failures) table.Add(failure.Id, Moment.Text(failure.FailedAt), failure.Error);
        table.WriteTo(screen, "");
    }
}
