using System.Text.Json.Serialization.Metadata;
using Ora.Core;
using Ora.Core.Decisions;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Tools.Agent;

/// <summary><c>record_decision</c></summary>
internal sealed class RecordDecisionTool(ToolConnection connection) : OraTool<RecordDecisionInput, RecordDecisionResult>(connection, Definition)
{
    private static readonly ToolDefinition Definition = new(
        ToolNames.RecordDecision,
        "Record a decision",
        "Record a decision that others must live with, and why.",
        InputSchema: Schema.Arguments(
            ["title", "rationale"],
            ("title", Schema.Text(1, Limits.TitleLength, "The decision in one line.")),
            ("rationale", Schema.Text(1, Limits.DescriptionLength)),
            ("alternatives", Schema.List(Schema.Text(1, Limits.NoteLength), Limits.ListItems, "What else you considered.")),
            ("evidence", Schema.List(Schema.Text(1, ToolLimits.EvidenceIdLength), Limits.ListItems, "Ids of memories, messages or tasks."))),
        OutputSchema: Schema.Result(["decisionId"], ("decisionId", Schema.Text())),
        ToolEffect.Adds,
        IsIdempotent: false);

    /// <inheritdoc/>
    protected override JsonTypeInfo<RecordDecisionInput> InputType => WireJson.Context.RecordDecisionInput;

    /// <inheritdoc/>
    protected override JsonTypeInfo<RecordDecisionResult> ResultType => WireJson.Context.RecordDecisionResult;

    /// <inheritdoc/>
    protected override ValueTask<RecordDecisionResult> ExecuteAsync(OpenProject project, RecordDecisionInput input, CancellationToken cancellationToken) =>
        project.RecordDecision.ExecuteAsync(Connection.Caller, input, cancellationToken);
}
