using System.CommandLine;
using Ora.Core;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;
using Ora.Mcp.Cli.Output;
using Ora.Mcp.Resources;

namespace Ora.Mcp.Cli.Tasks;

/// <summary><c>ora task list</c>.</summary>
internal static class TaskListCommand
{
    private const int LimitDefault = 100;

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var state = new Option<string>("--state") { HelpName = "S", Description = $"Only these: {string.Join(", ", WireEnum.Names<TaskState>())}" };
        var agent = new Option<string>("--agent") { HelpName = "A", Description = "Only tasks that this agent holds or finished, or that are for it" };
        var limit = new Option<string>("--limit") { HelpName = "N", Description = $"At most this many, 1 to {Limits.ListingRows} [default: {LimitDefault}]" };
        var command = new Command("list", "List tasks, most recent first") { state, agent, limit };
        context.SetAction(command, async (parsed, project, cancellationToken) =>
        {
            var filter = new TaskFilter(
                parsed.GetValue(state) is { } s ? WireValue.Parse<TaskState>(s, "state") : null,
                parsed.GetValue(agent) is { } a ? AgentId.Parse(a, "agent").Value : null,
                Number.Parse(parsed.GetValue(limit), "limit", 1, Limits.ListingRows) ?? LimitDefault);
            return Report(await project.Reader.TasksAsync(filter, cancellationToken), filter.Limit);
        });
        return command;
    }

    private static Report Report(Projected<IReadOnlyList<TaskRow>> tasks, int limit) =>
        Output.Report.OfList("tasks", tasks, ReadJsonContext.Default.TaskRow, screen =>
        {
            var table = new Table(
                new Column("TASK"), new Column("STATE"), new Column("PRIORITY"), new Column("ATTEMPT"), new Column("AGENT"), new Column("TITLE", Flexible: true));
            foreach (var task in tasks.Value)
            {
                table.Add(
                    task.TaskId, WireEnum.Name(task.State), WireEnum.Name(task.Priority), $"{task.Attempt}/{task.MaxAttempts}",
                    task.ClaimedBy ?? task.AssignedTo, task.Title);
            }

            table.WriteTo(screen, "No tasks.");
            if (tasks.Value.Count == limit) screen.Line($"These are the most recent {limit}; --limit shows more.");
        });
}
