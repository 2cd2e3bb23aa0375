using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Ora.Core;
using Ora.Core.Errors;
using Ora.Core.Messages;
using Ora.Core.Tasks;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Tools.Director;

/// <summary><c>assign_task</c></summary>
internal sealed class AssignTaskTool(ToolConnection connection) : OraTool<AssignTaskInput, AssignTaskResult>(connection, Definition)
{
    /// <summary>Where a client program says in <c>_meta</c> which request this repeats, if it does.</summary>
    public const string IdempotencyKeyMeta = "ora/idempotencyKey";

    private static readonly ToolDefinition Definition = new(
        ToolNames.AssignTask,
        "Assign a task",
        "Create a task. Agents get it from get_task: highest priority first, oldest first among equals, when what it depends on is done.",
        InputSchema: Schema.Arguments(
            ["title", "description"],
            ("title", Schema.Text(1, Limits.TitleLength, "One line.")),
            ("description", Schema.Text(1, Limits.DescriptionLength, "All that the agent needs to know.")),
            ("objective", Schema.Text(0, Limits.NoteLength, "What is to be achieved.")),
            ("agentId", Schema.Text(0, Limits.IdLength, "The only agent to offer it to. Leave out for any that qualifies.")),
            ("priority", Schema.OneOf<TaskPriority>("Default MEDIUM.")),
            ("dependsOn", Schema.List(Schema.Text(1, Limits.IdLength), Limits.ListItems, "Ids of tasks that must be completed first.")),
            ("requires", Schema.List(Schema.Text(1, Limits.IdLength), Limits.ListItems, "Capabilities that the agent must have.")),
            ("paths", Schema.List(
                Schema.Text(1, Limits.ListItemLength), Limits.ListItems,
                "Globs of the files it will edit. Tasks with overlapping globs are never out at the same time.")),
            ("successCriteria", Schema.Anything("When it is done: text, list or object.")),
            ("maxAttempts", Schema.Number(1, Limits.MaxAttempts)),
            ("dueAt", Schema.Time())),
        OutputSchema: Schema.Result(["taskId", "created"], ("taskId", Schema.Text()), ("created", Schema.Flag()), ("warning", Schema.Text())),
        ToolEffect.Adds,
        IsIdempotent: false);

    /// <inheritdoc/>
    protected override JsonTypeInfo<AssignTaskInput> InputType => WireJson.Context.AssignTaskInput;

    /// <inheritdoc/>
    protected override JsonTypeInfo<AssignTaskResult> ResultType => WireJson.Context.AssignTaskResult;

    /// <inheritdoc/>
    protected override ValueTask<AssignTaskResult> ExecuteAsync(OpenProject project, AssignTaskInput input, CancellationToken cancellationToken) =>
        project.AssignTask.ExecuteAsync(Connection.Caller, input, cancellationToken);

    /// <inheritdoc/>
    protected override AssignTaskInput WithMeta(AssignTaskInput input, JsonObject? meta)
    {
        if (meta?[IdempotencyKeyMeta] is not { } key) return input;
        if (key is JsonValue && key.GetValueKind() == JsonValueKind.String && key.GetValue<string>().Length is > 0 and <= ToolLimits.IdempotencyKeyLength)
            return input with { IdempotencyKey = key.GetValue<string>() };
        throw new OraException(
            OraErrorCode.InvalidArgument,
            $"{IdempotencyKeyMeta} in _meta must be a string of 1 to {ToolLimits.IdempotencyKeyLength} characters.",
            "Correct the client program.",
            IdempotencyKeyMeta);
    }
}
