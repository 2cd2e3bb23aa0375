using System.CommandLine;

namespace Ora.Mcp.Cli.Tasks;

/// <summary><c>ora task</c>: the tasks of a project.</summary>
internal static class TaskCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context) => new("task", "Add, list, show, retry and cancel tasks")
    {
        TaskAddCommand.Create(context),
        TaskListCommand.Create(context),
        TaskShowCommand.Create(context),
        TaskChangeCommand.CreateRetry(context),
        TaskChangeCommand.CreateCancel(context),
    };
}
