using System.CommandLine;
using Ora.Core;
using Ora.Core.Messages;
using Ora.Core.Tasks;
using Ora.Mcp.Cli.Output;

namespace Ora.Mcp.Cli.Tasks;

/// <summary><c>ora task retry</c> and <c>ora task cancel</c>.</summary>
internal static class TaskChangeCommand
{
    /// <summary>Creates <c>retry</c>.</summary>
    public static Command CreateRetry(CommandContext context) => Create(
        context, "retry", "Put a task that failed or was cancelled back into the queue", (id, reason) => new UpdateTaskInput { TaskId = id, Retry = true, Reason = reason });

    /// <summary>Creates <c>cancel</c>.</summary>
    public static Command CreateCancel(CommandContext context) => Create(
        context, "cancel", "Cancel a task, also while an agent works on it", (id, reason) => new UpdateTaskInput { TaskId = id, Cancel = true, Reason = reason });

    private static Command Create(CommandContext context, string name, string description, Func<string, string?, UpdateTaskInput> input)
    {
        var id = new Argument<string>("TASK") { Description = "The task's id" };
        var reason = new Option<string>("--reason") { HelpName = "TEXT", Description = "Why; agents read it" };
        var command = new Command(name, description) { id, reason };
        context.SetAction(command, async (parsed, project, cancellationToken) => Report(await project.UpdateTask.ExecuteAsync(
            project.Operator, input(parsed.GetRequiredValue(id), parsed.GetValue(reason)), cancellationToken)));
        return command;
    }

    private static Report Report(UpdateTaskResult result) => Output.Report.Of(result, WireJsonContext.Default.UpdateTaskResult, screen =>
    {
        screen.Line($"{result.TaskId} is {WireEnum.Name(result.State)}.");
        if (result.Warning is not null) screen.Line($"Note: {result.Warning}");
    });
}
