using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Ora.Core;
using Ora.Core.Tasks;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Tools.Agent;

/// <summary><c>get_task</c></summary>
internal sealed class GetTaskTool(ToolConnection connection) : OraTool<GetTaskInput, GetTaskResult>(connection, Definition)
{
    private static readonly ToolDefinition Definition = new(
        ToolNames.GetTask,
        "Get a task",
        "Take your next task, or get back the one you hold. Returns the task, its claim (every report on it needs the claim) and messages for you. If task is null, reason says why.",
        InputSchema: Schema.Arguments([], ("waitSeconds", Schema.Number(0, Limits.WaitSeconds, "How long to wait for work when there is none. Default 0."))),
        OutputSchema: Schema.Result(
            ["task", "messages"],
            ("task", OrNull(Schema.Part(
                ("taskId", Schema.Text()),
                ("title", Schema.Text()),
                ("description", Schema.Text()),
                ("objective", Schema.Text()),
                ("context", Schema.Anything()),
                ("phases", Schema.Anything()),
                ("successCriteria", Schema.Anything()),
                ("priority", Schema.Text()),
                ("paths", Schema.List(Schema.Text())),
                ("dependsOn", Schema.List(Schema.Text())),
                ("attempt", Schema.Number()),
                ("maxAttempts", Schema.Number()),
                ("dueAt", Schema.Text())))),
            ("claim", Schema.Text()),
            ("leaseExpiresAt", Schema.Text()),
            ("resumed", Schema.Flag()),
            ("messages", MessageSchema.List()),
            ("reason", Schema.Text())),
        ToolEffect.Adds,
        IsIdempotent: true);

    /// <inheritdoc/>
    protected override JsonTypeInfo<GetTaskInput> InputType => WireJson.Context.GetTaskInput;

    /// <inheritdoc/>
    protected override JsonTypeInfo<GetTaskResult> ResultType => WireJson.Context.GetTaskResult;

    /// <inheritdoc/>
    protected override ValueTask<GetTaskResult> ExecuteAsync(OpenProject project, GetTaskInput input, CancellationToken cancellationToken) =>
        project.GetTask.ExecuteAsync(Connection.Caller, input, Connection.InputEnded, cancellationToken);

    private static JsonObject OrNull(JsonObject schema)
    {
        schema["type"] = new JsonArray("object", "null");
        return schema;
    }
}
