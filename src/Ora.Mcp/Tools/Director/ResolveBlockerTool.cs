using System.Text.Json.Serialization.Metadata;
using Ora.Core;
using Ora.Core.Blockers;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Tools.Director;

/// <summary><c>resolve_blocker</c></summary>
internal sealed class ResolveBlockerTool(ToolConnection connection) : OraTool<ResolveBlockerInput, ResolveBlockerResult>(connection, Definition)
{
    private static readonly ToolDefinition Definition = new(
        ToolNames.ResolveBlocker,
        "Resolve a blocker",
        "Answer a blocker, or close an incident. The agent that raised it gets the answer with its next call.",
        InputSchema: Schema.Arguments(
            ["blockerId", "answer"],
            ("blockerId", Schema.Text(1, Limits.IdLength)),
            ("answer", Schema.Text(1, Limits.DescriptionLength, "What to do now."))),
        OutputSchema: Schema.Result(
            ["blockerId", "messageId"], ("blockerId", Schema.Text()), ("messageId", Schema.Text()), ("deliveredTo", Schema.Text())),
        ToolEffect.Adds,
        IsIdempotent: false);

    /// <inheritdoc/>
    protected override JsonTypeInfo<ResolveBlockerInput> InputType => WireJson.Context.ResolveBlockerInput;

    /// <inheritdoc/>
    protected override JsonTypeInfo<ResolveBlockerResult> ResultType => WireJson.Context.ResolveBlockerResult;

    /// <inheritdoc/>
    protected override ValueTask<ResolveBlockerResult> ExecuteAsync(OpenProject project, ResolveBlockerInput input, CancellationToken cancellationToken) =>
        project.ResolveBlocker.ExecuteAsync(Connection.Caller, input, cancellationToken);
}
