using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Ora.Core;
using Ora.Core.Heartbeats;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Tools.Agent;

/// <summary><c>post_heartbeat</c></summary>
internal sealed class PostHeartbeatTool(ToolConnection connection) : OraTool<PostHeartbeatInput, PostHeartbeatResult>(connection, Definition)
{
    private static readonly ToolDefinition Definition = new(
        ToolNames.PostHeartbeat,
        "Post a heartbeat",
        "Report that you are alive and how far you are, at least every 5 minutes while you hold a task: it keeps your claim. directive stop means the task is no longer yours: stop working on it.",
        InputSchema: Schema.Arguments(
            ["status"],
            ("claim", Schema.Text(0, ToolLimits.ClaimLength, "From get_task. Leave out if you hold no task.")),
            ("status", Schema.Text(1, Limits.IdLength, "One or two words: in_progress, blocked, idle.")),
            ("progress", ProgressSchema()),
            ("note", Schema.Text(0, Limits.NoteLength, "A sentence for the others."))),
        OutputSchema: Schema.Result(
            ["directive", "messages"],
            ("leaseExpiresAt", Schema.Text()),
            ("directive", Schema.OneOf<HeartbeatDirective>()),
            ("note", Schema.Text()),
            ("messages", MessageSchema.List())),
        ToolEffect.Adds,
        IsIdempotent: false);

    /// <inheritdoc/>
    protected override JsonTypeInfo<PostHeartbeatInput> InputType => WireJson.Context.PostHeartbeatInput;

    /// <inheritdoc/>
    protected override JsonTypeInfo<PostHeartbeatResult> ResultType => WireJson.Context.PostHeartbeatResult;

    /// <inheritdoc/>
    protected override ValueTask<PostHeartbeatResult> ExecuteAsync(OpenProject project, PostHeartbeatInput input, CancellationToken cancellationToken) =>
        project.PostHeartbeat.ExecuteAsync(Connection.Caller, input, cancellationToken);

    private static JsonObject ProgressSchema()
    {
        var schema = Schema.Arguments(
            [],
            ("phase", Schema.Number(0, ToolLimits.ProgressMax)),
            ("tasksCompleted", Schema.Number(0, ToolLimits.ProgressMax)),
            ("tasksRemaining", Schema.Number(0, ToolLimits.ProgressMax)));
        schema["description"] = "Your own counts. They should move: standing still looks stuck.";
        return schema;
    }
}
