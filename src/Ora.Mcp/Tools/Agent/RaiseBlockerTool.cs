using System.Text.Json.Serialization.Metadata;
using Ora.Core;
using Ora.Core.Blockers;
using Ora.Core.Messages;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Tools.Agent;

/// <summary><c>raise_blocker</c></summary>
internal sealed class RaiseBlockerTool(ToolConnection connection) : OraTool<RaiseBlockerInput, RaiseBlockerResult>(connection, Definition)
{
    private static readonly ToolDefinition Definition = new(
        ToolNames.RaiseBlocker,
        "Raise a blocker",
        "Ask for help when you cannot go on. The answer arrives in the messages of get_task and post_heartbeat.",
        InputSchema: Schema.Arguments(
            ["description", "severity", "needs"],
            ("claim", Schema.Text(0, ToolLimits.ClaimLength, "The blocked task's claim. Leave out if it is about no task.")),
            ("description", Schema.Text(1, Limits.DescriptionLength, "What is wrong and what you tried.")),
            ("severity", Schema.OneOf<BlockerSeverity>("HIGH: the task cannot go on. CRITICAL: more than this task is in danger.")),
            ("needs", Schema.Text(1, Limits.NoteLength, "Who must do what."))),
        OutputSchema: Schema.Result(
            ["blockerId", "advice", "next"],
            ("blockerId", Schema.Text()),
            ("advice", Schema.OneOf<BlockerAdvice>()),
            ("next", Schema.Text()),
            ("alreadyOpen", Schema.Flag())),
        ToolEffect.Adds,
        IsIdempotent: false);

    /// <inheritdoc/>
    protected override JsonTypeInfo<RaiseBlockerInput> InputType => WireJson.Context.RaiseBlockerInput;

    /// <inheritdoc/>
    protected override JsonTypeInfo<RaiseBlockerResult> ResultType => WireJson.Context.RaiseBlockerResult;

    /// <inheritdoc/>
    protected override ValueTask<RaiseBlockerResult> ExecuteAsync(OpenProject project, RaiseBlockerInput input, CancellationToken cancellationToken) =>
        project.RaiseBlocker.ExecuteAsync(Connection.Caller, input, cancellationToken);
}
