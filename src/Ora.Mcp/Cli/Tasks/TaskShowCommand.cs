using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ora.Core.Messages;
using Ora.Core.State;
using Ora.Mcp.Cli.Output;
using Ora.Mcp.Resources;

namespace Ora.Mcp.Cli.Tasks;

/// <summary><c>ora task show</c>.</summary>
internal static class TaskShowCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var id = new Argument<string>("TASK") { Description = "The task's id" };
        var command = new Command("show", "Show all that is known about a task") { id };
        context.SetAction(command, async (parsed, project, cancellationToken) =>
            Report(await project.Reader.TaskAsync(parsed.GetRequiredValue(id), cancellationToken)));
        return command;
    }

    private static Report Report(Projected<TaskDetails> task) =>
        Output.Report.OfOne("task", task, ReadJsonContext.Default.TaskDetails, screen =>
        {
            ShowHead(screen, task.Value);
            ShowText(screen, "Objective", task.Value.Objective);
            ShowText(screen, "Description", task.Value.Description);
            ShowText(screen, "Context", Text(task.Value.Context));
            ShowText(screen, "Phases", Text(task.Value.Phases));
            ShowText(screen, "Success criteria", Text(task.Value.SuccessCriteria));
            ShowText(screen, "Result", task.Value.Summary);
            ShowText(screen, "Artifacts", string.Join('\n', task.Value.Artifacts));
            ShowMessages(screen, task.Value.Messages);
        });

    private static void ShowHead(Screen screen, TaskDetails task)
    {
        screen.Line($"{task.TaskId}  {task.Title}");
        screen.Line();
        screen.Fields(
            ("State", WireEnum.Name(task.State)),
            ("Priority", WireEnum.Name(task.Priority)),
            ("Attempt", $"{task.Attempt} of {task.MaxAttempts}"),
            ("For", task.AssignedTo),
            (task.State == Core.Queue.TaskState.Working ? "Held by" : "Last held by", task.ClaimedBy),
            ("Lease until", Moment.Text(task.LeaseExpiresAt)),
            ("Progress", ProgressText(task.Progress)),
            ("Heartbeat", Moment.Text(task.LastHeartbeatAt)),
            ("Depends on", string.Join(", ", task.DependsOn)),
            ("Not done yet", task.UnmetDependencies > 0 ? $"{task.UnmetDependencies} of {task.DependsOn.Count}" : null),
            ("Requires", string.Join(", ", task.Requires)),
            ("Paths", string.Join(", ", task.Paths)),
            ("Created", Moment.Text(task.CreatedAt)),
            ("Due", Moment.Text(task.DueAt)),
            ("Finished", Moment.Text(task.FinishedAt)));
    }

    private static void ShowText(Screen screen, string title, string? text)
    {
        if (string.IsNullOrEmpty(text)) return;
        screen.Line();
        screen.Line(title);
        screen.Block(text, "  ");
    }

    private static void ShowMessages(Screen screen, IReadOnlyList<MessageReference> messages)
    {
        if (messages.Count == 0) return;
        screen.Line();
        var table = new Table(new Column("WHEN"), new Column("MESSAGE"), new Column("TYPE"), new Column("AGENT"));
        foreach (var message in messages) table.Add(Moment.Text(message.Timestamp), message.MessageId, message.MessageType, message.AgentId);
        table.WriteTo(screen, "");
    }

    private static string? ProgressText(Progress? progress) => progress is null ? null
        : $"phase {progress.Phase?.ToString() ?? "-"}, {progress.TasksCompleted?.ToString() ?? "-"} done, {progress.TasksRemaining?.ToString() ?? "-"} to go";

    // People write a list of sentences more often than a structure.
    private static string? Text(JsonElement? value) => value switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            string.Join('\n', list.EnumerateArray().Select(item => $"- {item.GetString()}")),
        { } other => Indented(other),
    };

    private static string Indented(JsonElement value)
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(stream, options)) value.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
