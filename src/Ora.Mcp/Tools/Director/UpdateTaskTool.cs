using System.Text.Json.Serialization.Metadata;
using Ora.Core;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.Tasks;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Tools.Director;

/// <summary><c>update_task</c></summary>
internal sealed class UpdateTaskTool(ToolConnection connection) : OraTool<UpdateTaskInput, UpdateTaskResult>(connection, Definition)
{
    private static readonly ToolDefinition Definition = new(
        ToolNames.UpdateTask,
        "Update a task",
        "Change a task: priority and agentId (together or alone), or cancel it, or retry one that failed or was cancelled.",
        InputSchema: Schema.Arguments(
            ["taskId"],
            ("taskId", Schema.Text(1, Limits.IdLength)),
            ("priority", Schema.OneOf<TaskPriority>()),
            ("agentId", Schema.Text(0, Limits.IdLength, "The only agent to offer it to from now on; empty: any.")),
            ("cancel", Schema.Flag()),
            ("retry", Schema.Flag()),
            ("reason", Schema.Text(0, Limits.NoteLength))),
        OutputSchema: Schema.Result(
            ["taskId", "state", "priority", "agentId"],
            ("taskId", Schema.Text()),
            ("state", Schema.OneOf<TaskState>()),
            ("priority", Schema.OneOf<TaskPriority>()),
            ("agentId", Schema.Text()),
            ("warning", Schema.Text())),
        ToolEffect.Takes,
        IsIdempotent: true);

    /// <inheritdoc/>
    protected override JsonTypeInfo<UpdateTaskInput> InputType => WireJson.Context.UpdateTaskInput;

    /// <inheritdoc/>
    protected override JsonTypeInfo<UpdateTaskResult> ResultType => WireJson.Context.UpdateTaskResult;

    /// <inheritdoc/>
    protected override ValueTask<UpdateTaskResult> ExecuteAsync(OpenProject project, UpdateTaskInput input, CancellationToken cancellationToken) =>
        project.UpdateTask.ExecuteAsync(Connection.Caller, input, cancellationToken);
}
